import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { draftOf, fieldOf, freshId, keptNothing, secretsOf, typedOf } from '../src/components/profile-form';
import { services } from '../src/backend/demo-scenes';
import { open } from './play';

describe('the names', () => {
  it('say whether a secret is stored, and never what it is', async () => {
    await open('ok', 'names');
    expect(await screen.findAllByText('Secret stored')).toHaveLength(2);
    await open('problems', 'names');
    expect(await screen.findAllByText('No secret stored')).toHaveLength(2);
  });

  it('ask once before a removal and say what is lost', async () => {
    const { user, backend } = await open('ok', 'names');
    await user.click(await screen.findByRole('button', { name: 'Remove No-IP' }));
    const dialog = await screen.findByRole('dialog', { name: 'Remove No-IP?' });
    expect(dialog.textContent).toContain('Hemma forgets this name, the login and its stored secrets.');
    expect(document.activeElement?.textContent).toContain('Keep it');
    await user.click(within(dialog).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Remove No-IP' })).toBeNull());
    expect(backend.told).toEqual([{ kind: 'remove_profile', profile: 'noip-nas' }]);
  });

  it('are kept when the person thinks better of it', async () => {
    const { user, backend } = await open('ok', 'names');
    await user.click(await screen.findByRole('button', { name: 'Remove HostUp' }));
    await user.click(await screen.findByRole('button', { name: 'Keep it' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(backend.told).toEqual([]);
  });
});

describe('the form', () => {
  it('points at what is wrong and keeps what was typed', async () => {
    const { user } = await open('ok', 'names/+');
    await user.selectOptions(await screen.findByLabelText('Service'), 'No-IP');
    await user.type(screen.getByLabelText('Name'), 'two words');
    await user.type(screen.getByLabelText('DDNS Key password'), 'typed secret');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('2 things need your attention.');
    const name = screen.getByLabelText('Name') as HTMLInputElement;
    expect(name.value).toBe('two words');
    expect(name.getAttribute('aria-invalid')).toBe('true');
    expect(document.getElementById(name.getAttribute('aria-describedby')!)?.textContent).toBe(
      'Blanks have no place here.',
    );
    expect((screen.getByLabelText('DDNS Key password') as HTMLInputElement).value).toBe('typed secret');
    expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true');
  });

  it('asks HostUp for a token per record, and files each under its record', async () => {
    const { user, backend } = await open('empty', 'names/+');
    await user.click(await screen.findByRole('button', { name: 'Use tokens instead of a key' }));
    await user.type(await screen.findByLabelText('Name'), 'hem.example.se');
    await user.click(screen.getByLabelText('IPv6'));
    await user.type(screen.getByLabelText('Token for IPv4'), 'four');
    await user.type(screen.getByLabelText('Token for IPv6'), 'six');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByRole('heading', { name: 'Names' });
    expect(backend.told[0]).toEqual({
      kind: 'save_profile',
      profile: {
        id: 'hostup',
        service: 'hostup',
        label: null,
        username: null,
        secret_file: null,
        endpoint: null,
        ...keptNothing(),
        name: [
          {
            name: 'hem.example.se',
            hostname: null,
            families: ['ipv4', 'ipv6'],
            enabled: true,
            offline: null,
            suffix: null,
            prefix: null,
          },
        ],
      },
      secrets: [
        { key: 'hostup/hem.example.se/ipv4', secret: 'four' },
        { key: 'hostup/hem.example.se/ipv6', secret: 'six' },
      ],
    });
  });

  it('offers the way out when the keychain is missing, and keeps what was typed meanwhile', async () => {
    const { user, backend } = await open('empty', 'names/+');
    await user.click(await screen.findByRole('button', { name: 'Use tokens instead of a key' }));
    await user.type(await screen.findByLabelText('Name'), 'hem.example.se');
    backend.refuseNext({ kind: 'vault', problem: 'missing' });
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('No keychain is running on this computer.');
    await user.click(screen.getByRole('button', { name: 'Choose where secrets are kept' }));
    await screen.findByRole('heading', { level: 1, name: 'Settings' });
    location.hash = 'names/+';
    window.dispatchEvent(new Event('hashchange'));
    expect(((await screen.findByLabelText('Name')) as HTMLInputElement).value).toBe('hem.example.se');
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click((await screen.findAllByRole('button', { name: /Add/ }))[0]!);
    await user.click(await screen.findByRole('button', { name: 'Use tokens instead of a key' }));
    expect(((await screen.findByLabelText('Name')) as HTMLInputElement).value).toBe('');
  });

  it('warns when a No-IP user name is the account itself', async () => {
    const { user } = await open('ok', 'names/noip-nas');
    const username = await screen.findByLabelText('DDNS Key user name');
    expect(screen.queryByText(/opens your whole account/)).toBeNull();
    await user.clear(username);
    await user.type(username, 'someone@example.net');
    expect(screen.getByText(/opens your whole account/)).toBeTruthy();
  });

  it('asks a group for a hostname that proves it', async () => {
    const { user } = await open('ok', 'names/noip-nas');
    const name = await screen.findByLabelText('Name');
    expect(screen.queryByLabelText('Hostname that proves it')).toBeNull();
    await user.clear(name);
    await user.type(name, 'my-group');
    expect(screen.getByLabelText('Hostname that proves it')).toBeTruthy();
  });

  it('leaves an untouched secret alone', async () => {
    const { user, backend } = await open('ok', 'names/noip-nas');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    await waitFor(() => expect(backend.told).toHaveLength(1));
    expect(backend.told[0]).toMatchObject({ kind: 'save_profile', secrets: [] });
  });

  it('can be filled in and sent by keyboard alone', async () => {
    const { user, backend } = await open('empty', 'names/+');
    await screen.findByRole('heading', { name: 'Add names' });
    expect(document.activeElement?.textContent).toBe('Add names');
    await user.tab(); // service
    await user.tab(); // label
    while (document.activeElement?.textContent?.trim() !== 'Use tokens instead of a key') await user.tab();
    await user.keyboard('{Enter}');
    screen.getByLabelText('What you call it').focus();
    await user.tab(); // by a key after all
    await user.tab(); // name
    await user.keyboard('hem.example.se');
    await user.tab(); // IPv4
    await user.tab(); // IPv6
    await user.keyboard(' ');
    expect((screen.getByLabelText('IPv6') as HTMLInputElement).checked).toBe(true);
    await user.tab();
    await user.keyboard('token{Enter}');
    await waitFor(() => expect(backend.told[0]).toMatchObject({ kind: 'save_profile' }));
  });
});

describe('what is typed', () => {
  const hostup = services[0]!;

  it('becomes a draft without blanks around it', () => {
    const typed = typedOf(null, 'noip', []);
    typed.rows[0]!.name = ' nas.example.net ';
    typed.username = ' key ';
    expect(draftOf(typed)).toMatchObject({
      id: 'noip',
      username: 'key',
      name: [{ name: 'nas.example.net' }],
    });
  });

  it('gets an id that nobody has', () => {
    expect(freshId('noip', ['noip', 'noip-2', null])).toBe('noip-3');
  });

  it('sends no secret under a name that cannot be one, so that the answer is about the name', () => {
    const typed = typedOf(null, 'hostup', []);
    Object.assign(typed.rows[0]!, { name: 'two words', tokens: { ipv4: 'secret', ipv6: '' } });
    expect(secretsOf(typed, hostup)).toEqual([]);
    typed.rows[0]!.name = 'blåbär.example.se';
    expect(secretsOf(typed, hostup)).toEqual([{ key: 'hostup/blåbär.example.se/ipv4', secret: 'secret' }]);
  });

  it('is found by the paths of both the file and the form', () => {
    expect(fieldOf(['profile', 3, 'name', 0, 'families'])).toBe('name.0.families');
    expect(fieldOf(['profile', 'name', 0, 'name'])).toBe('name.0.name');
    expect(fieldOf(['history', 'days'])).toBe('history.days');
  });
});
