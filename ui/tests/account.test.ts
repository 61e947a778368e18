// An account with an API key: what is shown of it, and what its buttons do.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it, vi } from 'vitest';
import { rejected, trouble } from '../src/backend/demo-api';
import { accountOf } from '../src/state/account.svelte';
import { open, type Play } from './play';

const button = (name: RegExp | string) => screen.findByRole('button', { name });

/** Opens a domain, and one of its configurations. */
async function unfold({ user }: Play, domain: RegExp, configuration?: RegExp): Promise<void> {
  await user.click(await button(domain));
  if (configuration) await user.click(await button(configuration));
}

describe('the domains of an account', () => {
  it('are listed with what is known of each, and why one cannot be used', async () => {
    const play = await open('account', 'names');
    expect(await button(/^example\.se/)).toBeTruthy();
    await waitFor(() => expect(screen.getByText('5 names · 3 kept here')).toBeTruthy());
    expect(await screen.findByText('DynDNS not available')).toBeTruthy();
    await unfold(play, /^example\.org/);
    expect(await screen.findByText(/HostUp says: The domain does not use HostUp/)).toBeTruthy();
  });

  it('are read a page at a time to the end, and only what is on screen is read further', async () => {
    const { engine, backend } = await open('big', 'names');
    await screen.findByText('300 domains');
    const account = accountOf(engine, 'hostup-hem');
    await waitFor(() => expect(account.loaded).toBeGreaterThan(5));
    expect(account.loaded).toBeLessThan(40);
    expect(backend.api.asked.filter((ask) => ask.kind === 'domains')).toHaveLength(3);
    expect(screen.getAllByRole('listitem').length).toBeLessThan(60);
  });

  it('can all be loaded, and that can be stopped', async () => {
    const { engine } = await open('big', 'names');
    await screen.findByText('300 domains');
    const account = accountOf(engine, 'hostup-hem');
    // Not by role: looking for that takes longer than the loading.
    screen.getByText('Load all names').closest('button')!.click();
    await screen.findByText(/^Loading names: \d+ of 300 domains/);
    screen.getByText('Cancel').closest('button')!.click();
    const stopped = account.loaded;
    expect(stopped).toBeLessThan(300);
    await waitFor(() => expect(screen.queryByText('Cancel')).toBeNull());
    screen.getByText('Load all names').closest('button')!.click();
    // Not by looking at the page: that takes longer than the loading.
    await vi.waitFor(() => expect(account.loaded).toBe(300), { timeout: 50_000 });
    await waitFor(() => expect(screen.queryByText('Load all names')).toBeNull());
  }, 60_000);

  it('end the call that is under way when a person gives up', async () => {
    const { backend } = await open('slow', 'names');
    await screen.findByText('Cancel', {}, { timeout: 5000 });
    screen.getByText('Cancel').closest('button')!.click();
    await screen.findByRole('button', { name: 'Read on' });
    expect(backend.givenUp).toMatchObject([{ kind: 'api', ask: { kind: 'domains' } }]);
  });

  it('are searched together with the names that are loaded, and say how much is not', async () => {
    const play = await open('account', 'names');
    await screen.findByText('5 names · 3 kept here');
    await play.user.type(await screen.findByRole('searchbox'), 'nas');
    expect(await button(/^nas\.example\.se A/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: /^example\.net/ })).toBeNull();
    await play.user.clear(screen.getByRole('searchbox'));
    await play.user.type(screen.getByRole('searchbox'), 'nowhere');
    expect(await screen.findByText(/Nothing matches “nowhere”/)).toBeTruthy();
  });

  it('stay on screen when the rest of the list cannot be read', async () => {
    await open('partial', 'names');
    expect(await screen.findByText('The service has trouble of its own.')).toBeTruthy();
    expect(screen.getByText('The first 4 domains are shown; the rest could not be read.')).toBeTruthy();
    expect(await button(/^example\.se/)).toBeTruthy();
  });

  it('rest while the service asks for it, counted down, and no button hurries them', async () => {
    const { backend } = await open('limited', 'names');
    expect(await screen.findByText('The service asks for a rest.')).toBeTruthy();
    expect(screen.getByText(/Goes on in .* at \d\d:\d\d:\d\d/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    // What was under way beside it may still come back.
    await new Promise((wake) => setTimeout(wake, 20));
    const asked = backend.api.asked.length;
    await new Promise((wake) => setTimeout(wake, 50));
    expect(backend.api.asked.length).toBe(asked);
  });

  it('lead to the key when it is not accepted, with the hint about addresses', async () => {
    const { user } = await open('rejected', 'names');
    expect(await screen.findByText('The API key is not accepted.')).toBeTruthy();
    expect(screen.getByText(/A key tied to an IP address fails just then/)).toBeTruthy();
    await user.click(await button('Change the key'));
    expect(await screen.findByLabelText('API key', { selector: 'input' })).toBeTruthy();
  });
});

describe('a configuration', () => {
  it('is taken over and given back by one switch', async () => {
    const play = await open('account', 'names');
    await unfold(play, /^example\.se/, /^nas\.example\.se A/);
    const keep = () => screen.getByRole('switch', { name: 'nas.example.se A kept by this computer' });
    expect((keep() as HTMLInputElement).checked).toBe(false);
    await play.user.click(keep());
    await waitFor(() => expect((keep() as HTMLInputElement).checked).toBe(true));
    expect(play.backend.told.at(-1)).toEqual({
      kind: 'api',
      profile: 'hostup-hem',
      change: { kind: 'keep', domain: 'dom_se', configuration: 'ddns_nas4', keep: true },
    });
  });

  it('falls back to what it was when the service refuses, and says why', async () => {
    const play = await open('account', 'names');
    await unfold(play, /^example\.se/, /^nas\.example\.se A/);
    play.backend.api.failNext(trouble({ kind: 'conflict' }, { status: 409, detail: 'Busy elsewhere' }));
    await play.user.click(screen.getByRole('switch', { name: /^nas/ }));
    expect(await screen.findByText('The service says: Busy elsewhere')).toBeTruthy();
    await waitFor(() =>
      expect((screen.getByRole('switch', { name: /^nas/ }) as HTMLInputElement).checked).toBe(false),
    );
  });

  it('is deleted only after what is lost was said', async () => {
    const play = await open('account', 'names');
    await unfold(play, /^example\.se/, /^hem\.example\.se A 203/);
    await play.user.click(await button('Delete…'));
    const dialog = await screen.findByRole('dialog', { name: 'Delete hem.example.se (A)?' });
    expect(dialog.textContent).toMatch(/token and its whole update log.*record itself may remain/);
    expect(dialog.textContent).toContain('This computer stops keeping the name.');
    expect(play.backend.told).toEqual([]);
    await play.user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /^hem\.example\.se A 203/ })).toBeNull());
    expect(play.backend.told).toHaveLength(1);
  });

  it('tells that it is gone when a new token could not be made', async () => {
    const play = await open('account', 'names');
    await unfold(play, /^example\.se/, /^nas\.example\.se A/);
    await play.user.click(await button('New token…'));
    const dialog = await screen.findByRole('dialog');
    expect(dialog.textContent).toContain('Its update log and counters are lost');
    play.backend.api.failNext(trouble({ kind: 'lost_in_rotation' }));
    await play.user.click(within(dialog).getByRole('button', { name: 'Make a new token' }));
    expect(await screen.findByText('The configuration no longer exists.')).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('button', { name: /^nas\.example\.se A/ })).toBeNull());
    expect(screen.getByText('The configuration no longer exists.')).toBeTruthy();
    await play.user.click(screen.getAllByRole('button', { name: 'Create a name' })[0]!);
    expect(await screen.findByLabelText('Name')).toBeTruthy();
  });

  it('keeps its closed buttons where they are, with the reason in words', async () => {
    const play = await open('account', 'names');
    await unfold(play, /^example\.com/, /^www\.example\.com/);
    const remove = await button('Delete…');
    expect(remove.getAttribute('aria-disabled')).toBe('true');
    const reason = document.getElementById(remove.getAttribute('aria-describedby')!);
    expect(reason?.textContent).toContain('A transfer of the domain is in progress.');
    await play.user.click(remove);
    expect(screen.queryByRole('dialog')).toBeNull();
    expect((await button('Disable')).getAttribute('aria-disabled')).toBe('false');
  });

  it('cannot be taken over with a key that only reads', async () => {
    const play = await open('readonly', 'names');
    await unfold(play, /^example\.se/, /^nas\.example\.se A/);
    expect(screen.getByText(/This key does not show the token/)).toBeTruthy();
    expect((screen.getByRole('switch', { name: /^nas/ }) as HTMLInputElement).disabled).toBe(true);
  });

  it('shows who else writes its name', async () => {
    const play = await open('account', 'names');
    await unfold(play, /^example\.se/, /^nas\.example\.se A/);
    await play.user.click(await button('Show the update log'));
    expect(await screen.findByText('Somebody else writes this name too')).toBeTruthy();
    expect(screen.getAllByText(/MikroTik\/7.16 Fetch, from 198.51.100.23/).length).toBeGreaterThan(1);
  });
});

describe('creating a name', () => {
  async function form(play: Play) {
    await unfold(play, /^example\.net/);
    await play.user.click(await button('Create a name in example.net'));
    return (await screen.findByLabelText('Name')) as HTMLInputElement;
  }

  it('makes one configuration per family, and keeps both', async () => {
    const play = await open('account', 'names');
    const name = await form(play);
    expect(name.value).toBe('.example.net');
    await play.user.keyboard('hem');
    await play.user.click(screen.getByLabelText('AAAA (IPv6)'));
    await play.user.click(await button('Create'));
    expect(await button(/^hem\.example\.net AAAA/)).toBeTruthy();
    expect(play.backend.told.at(-1)).toMatchObject({
      change: { kind: 'create', hostname: 'hem.example.net', families: ['ipv4', 'ipv6'], keep: true },
    });
  });

  it('puts the service’s words beside the field that they are about', async () => {
    const play = await open('account', 'names');
    const name = await form(play);
    await play.user.clear(name);
    await play.user.type(name, 'hem.example.org');
    await play.user.click(await button('Create'));
    const field = await screen.findByLabelText('Name');
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    const help = field.getAttribute('aria-describedby')!.split(' ')[0]!;
    expect(document.getElementById(help)?.textContent).toBe('The hostname must belong to example.net.');
    await waitFor(() => expect(document.activeElement).toBe(field));
  });

  it('is not even sent outside the domain, and the field says so', async () => {
    const play = await open('account', 'names');
    const field = await form(play);
    const problems = [{ path: ['hostname'], problem: { kind: 'not_in_zone' as const }, line: null }];
    play.backend.refuseNext({ kind: 'invalid', problems });
    await play.user.click(await button('Create'));
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    expect(screen.getByText(/The name must be/).textContent).toContain('.example.net');
  });

  it('tells each family on its own when one works and one does not', async () => {
    const play = await open('account', 'names');
    await unfold(play, /^example\.se/);
    await play.user.click(await button('Create a name in example.se'));
    await play.user.keyboard('nas');
    await play.user.click(screen.getByLabelText('AAAA (IPv6)'));
    await play.user.click(await button('Create'));
    expect(await screen.findByText(/A \(IPv4\): not created\. .*exists already/)).toBeTruthy();
    expect(screen.getByText('AAAA (IPv6): created and kept by this computer.')).toBeTruthy();
    expect((screen.getByLabelText('AAAA (IPv6)') as HTMLInputElement).checked).toBe(false);
  });

  it('warns before a second try when it may have happened all the same', async () => {
    const play = await open('account', 'names');
    await form(play);
    await play.user.keyboard('hem');
    play.backend.api.failNext({ ...trouble({ kind: 'not_reached' }), unclear: true });
    await play.user.click(await button('Create'));
    expect(await screen.findByText(/It may have happened all the same/)).toBeTruthy();
  });
});

describe('the key', () => {
  it('is tested by one button, which names what it may do', async () => {
    const { user, backend } = await open('empty', 'names/+');
    await user.click(await button('Test the key'));
    expect(await screen.findByText('Paste the key first.')).toBeTruthy();
    await user.type(screen.getByLabelText('API key', { selector: 'input' }), 'a key');
    await user.click(await button('Test the key'));
    const feature = await screen.findByText('Create, change and keep names');
    expect(feature.parentElement?.textContent).toContain('Yes');
    expect(screen.getByText(/Hemma never tries it by changing something/)).toBeTruthy();
    await user.click(await button('Save'));
    await waitFor(() =>
      expect(backend.told[0]).toMatchObject({
        kind: 'save_profile',
        profile: { id: 'hostup', service: 'hostup', name: [] },
        secrets: [{ key: 'hostup', secret: 'a key' }],
      }),
    );
    expect(await button(/^example\.se/)).toBeTruthy();
  });

  it('says what a refused key may be about', async () => {
    const { user } = await open('empty', 'names/+');
    await user.type(await screen.findByLabelText('API key', { selector: 'input' }), 'no such key');
    await user.click(await button('Test the key'));
    expect(await screen.findByText('The API key is not accepted.')).toBeTruthy();
    expect(rejected().kind).toEqual({ kind: 'key_rejected', address_changed: true });
    expect(screen.getByText('HTTP 401', { exact: false })).toBeTruthy();
  });

  it('of an account can be tested again without typing it', async () => {
    const { user, backend } = await open('readonly', 'names/hostup-hem');
    expect(await screen.findAllByText(/Stored\. Type a new one/)).toBeTruthy();
    await user.click(await button('Test the key'));
    expect(await screen.findByText(/the key also needs/)).toBeTruthy();
    expect(backend.api.asked).toContainEqual({ kind: 'key', again: true });
  });
});
