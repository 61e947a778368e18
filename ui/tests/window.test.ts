import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { Condition } from '../src/bindings';
import { open } from './play';

describe('the overview', () => {
  it('says in one sentence how things are', async () => {
    await open('ok');
    expect(await screen.findByRole('heading', { level: 1 })).toHaveProperty(
      'textContent',
      'Your names point home.',
    );
    const card = screen.getByRole('article', { name: 'hem.example.se' });
    expect(within(card).getByText('Up to date')).toBeTruthy();
    expect(within(card).getByRole('row', { name: /IPv4/ }).textContent).toMatch(
      /203.0.113.7.*203.0.113.7.*1 day ago/,
    );
  });

  it('speaks Swedish and says so to screen readers', async () => {
    await open('ok', 'overview', 'sv');
    await screen.findByText('Dina namn pekar hem.');
    expect(document.documentElement.lang).toBe('sv');
    await open('ok');
    await screen.findByText('Your names point home.');
    expect(document.documentElement.lang).toBe('en');
  });

  it('tells why, step by step', async () => {
    const { user } = await open('refused');
    const card = await screen.findByRole('article', { name: 'nas.example.net' });
    await user.click(within(card).getByText('Why?'));
    const steps = within(card)
      .getAllByRole('listitem')
      .map((step) => step.textContent?.replace(/\s+/g, ' ').trim());
    expect(steps.join('\n')).toContain('The service still has 198.51.100.23; it should have 203.0.113.7.');
    expect(steps.join('\n')).toContain('The service refused the login. Hemma has stopped trying.');
  });

  it('leads from a refused login to its form, and a new login lifts the stop', async () => {
    const { user, backend } = await open('refused');
    await user.click(await screen.findByRole('button', { name: 'Fix No-IP login' }));
    const secret = await screen.findByLabelText('DDNS Key password');
    await user.type(secret, 'a new one');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByRole('heading', { name: 'Names' });
    expect(backend.told.at(-1)).toMatchObject({
      kind: 'save_profile',
      profile: { id: 'noip-nas' },
      secrets: [{ key: 'noip-nas', secret: 'a new one' }],
    });
    await user.click(screen.getByRole('link', { name: 'Overview' }));
    await screen.findByText('Your names point home.');
  });

  it('keeps the raw answer one click away and never makes it the headline', async () => {
    const { user } = await open('refused');
    const banner = await screen.findByRole('region', { name: 'No-IP refused the login.' });
    expect(screen.getByRole('heading', { level: 1 }).textContent).not.toContain('badauth');
    await user.click(within(banner).getByText('Answer, word for word'));
    expect(within(banner).getByText('badauth')).toBeTruthy();
  });

  it('invites to add the first name', async () => {
    const { user } = await open('empty');
    await user.click(await screen.findByRole('button', { name: 'Add a name' }));
    await screen.findByRole('heading', { name: 'Add names' });
  });

  it('unlocks the keychain only because a person asked', async () => {
    const { user, backend } = await open('problems');
    await screen.findByRole('heading', { level: 1, name: 'The keychain is locked.' });
    expect(backend.told).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Unlock' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'The keychain is locked.' })).toBeNull());
    expect(backend.told).toEqual([{ kind: 'unlock_vault', password: null }]);
  });

  it.each([
    ['en', 'Your IPv4 address keeps jumping.', 'Follow this line', true],
    ['en', 'Your IPv4 address keeps jumping.', 'Keep as it is', false],
    ['sv', 'Din IPv4-adress hoppar fram och tillbaka.', 'Följ den här linjen', true],
    ['sv', 'Din IPv4-adress hoppar fram och tillbaka.', 'Behåll som det är', false],
  ])('asks which line a jumping address should follow (%s, %s %s)', async (lang, title, button, follow) => {
    const { user, backend, engine } = await open('ok', 'overview', lang);
    const shown = engine.snapshot!;
    const kind: Condition['kind'] = { kind: 'address_jumps', family: 'ipv4' };
    const conditions: Condition[] = [{ kind, severity: 'action', since: shown.started }];
    engine.hear({ kind: 'snapshot', snapshot: { ...shown, number: shown.number + 1, conditions } });
    const banner = await screen.findByRole('region', { name: title });
    expect(within(banner).getAllByRole('button')).toHaveLength(2);
    await user.click(within(banner).getByRole('button', { name: button }));
    await waitFor(() => expect(backend.told).toEqual([{ kind: 'follow_line', family: 'ipv4', follow }]));
  });

  it('opens the card of the name that the tray was asked for', async () => {
    await open('ok', 'names/noip-nas/nas.example.net');
    const card = await screen.findByRole('article', { name: 'nas.example.net' });
    expect(card.querySelector('details')?.open).toBe(true);
    expect(document.activeElement).toBe(card);
  });

  it('copies an address and says so', async () => {
    const { user } = await open('ok');
    await user.click((await screen.findAllByRole('button', { name: 'Copy 203.0.113.7' }))[0]!);
    expect(await navigator.clipboard.readText()).toBe('203.0.113.7');
    await screen.findByText('Copied');
  });
});

describe('a missing or unfitting agent', () => {
  it('is said kindly, with a button that starts it', async () => {
    const { user } = await open('dead');
    await screen.findByRole('heading', { name: 'Hemma is not running.' });
    await user.click(screen.getByRole('button', { name: 'Start Hemma' }));
    await screen.findByText('Your names point home.');
  });

  it('of another version says what to do', async () => {
    await open('old');
    await screen.findByText(/Hemma was updated to 0.2.0 while this window \(0.1.0\) was open/);
  });
});

describe('snapshots', () => {
  it('with a lower number are dropped, unless the agent is a new one', async () => {
    const { engine } = await open('ok');
    const shown = engine.snapshot!;
    engine.hear({ kind: 'snapshot', snapshot: { ...shown, number: shown.number - 1, overall: 'paused' } });
    expect(engine.snapshot?.overall).toBe('up_to_date');
    const restarted = new Date(Date.parse(shown.started) + 1000).toISOString();
    engine.hear({
      kind: 'snapshot',
      snapshot: { ...shown, number: 1, started: restarted, overall: 'working' },
    });
    expect(engine.snapshot?.overall).toBe('working');
  });
});
