// Taking over from another program, and looking at a request before it is sent.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { open, type Play } from './play';

async function read({ user }: Play, path: string): Promise<void> {
  await user.type(await screen.findByLabelText('File'), path);
  await user.click(screen.getByRole('button', { name: 'Read the file' }));
}

describe('an import', () => {
  it('shows what is found and what is left out before anything is kept', async () => {
    const play = await open('ok', 'settings');
    await read(play, '/etc/ddclient.conf');
    expect(await screen.findByText('arkiv.example.net, kamera.example.net')).toBeTruthy();
    expect(screen.getByText('No secret found: type it after the import')).toBeTruthy();
    expect(screen.getByText('Kept already, skipped: nas.example.net.')).toBeTruthy();
    await play.user.click(screen.getByText('5 things are left out'));
    expect(screen.getByText('a service that Hemma does not have')).toBeTruthy();
    expect(play.backend.told).toEqual([]);
    const broken = screen.getByText('box.example.org').closest('li')!;
    expect((within(broken).getByRole('checkbox') as HTMLInputElement).disabled).toBe(true);
  });

  it('keeps only what was chosen, and says to turn the other program off', async () => {
    const play = await open('ok', 'settings');
    await read(play, '/etc/ddclient.conf');
    const dynu = (await screen.findByText('stuga.example.org')).closest('li')!;
    await play.user.click(within(dynu).getByRole('checkbox'));
    await play.user.click(screen.getByRole('button', { name: 'Import one account' }));
    expect(await screen.findByText('One account was imported.')).toBeTruthy();
    expect(screen.getByText(/Turn the other program off now/)).toBeTruthy();
    expect(play.backend.told).toEqual([
      { kind: 'import', path: '/etc/ddclient.conf', format: 'ddclient', choose: ['noip:k3f9x2a'] },
    ]);
  });

  it('reads a file that was chosen in the system’s own chooser, by the keyboard as well', async () => {
    const { user, backend } = await open('ok', 'settings');
    const choose = await screen.findByRole('button', { name: 'Choose a file…' });
    backend.nextFile = { kind: 'nothing' };
    await user.click(choose);
    expect((screen.getByLabelText('File') as HTMLInputElement).value).toBe('');
    backend.nextFile = { kind: 'unwritable' };
    await user.click(choose);
    expect(await screen.findByText(/has characters that are no text/)).toBeTruthy();
    backend.nextFile = { kind: 'file', path: '/etc/ddclient.conf' };
    choose.focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByText('arkiv.example.net, kamera.example.net')).toBeTruthy();
    expect((screen.getByLabelText('File') as HTMLInputElement).value).toBe('/etc/ddclient.conf');
    expect(backend.told).toEqual([]);
  });

  it('says what is the matter with a file, and changes nothing', async () => {
    const play = await open('ok', 'settings');
    await read(play, '/home/someone/broken.conf');
    expect(
      await screen.findByText('There is a mistake in line 12: a quotation mark is opened and never closed.'),
    ).toBeTruthy();
    await play.user.clear(screen.getByLabelText('File'));
    await read(play, '/etc/secret.conf');
    expect(await screen.findByText(/Hemma may not read this file/)).toBeTruthy();
    expect(play.backend.told).toEqual([]);
  });
});

describe('a rehearsal', () => {
  it('shows the request with secrets masked, and tells nothing to anybody', async () => {
    const { user, backend } = await open('ok', 'names/noip-nas');
    await user.type(await screen.findByLabelText('DDNS Key password'), 'typed secret');
    await user.click(screen.getByRole('button', { name: 'Show what would be sent' }));
    const request = await screen.findByText(/^GET https:\/\/dynupdate\.no-ip\.com/);
    expect(request.textContent).toContain('authorization: Basic …');
    expect(request.textContent).not.toContain('typed secret');
    expect(screen.getByText(/Nothing is sent\./)).toBeTruthy();
    expect(backend.told).toEqual([]);
  });
});

describe('what only some services know', () => {
  it('is asked of them alone: offline mode and the clear-text port of No-IP', async () => {
    const { user, backend } = await open('ok', 'names/noip-nas');
    await user.click(await screen.findByRole('switch', { name: 'Offline mode' }));
    await user.click(screen.getByText('More choices'));
    await user.click(screen.getByRole('switch', { name: 'Send unencrypted on port 8245' }));
    expect(screen.getByText(/Everybody between you and the service can read the login/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(backend.told[0]).toMatchObject({
        profile: { clear_text_port: true, name: [{ name: 'nas.example.net', offline: true }] },
      }),
    );
  });

  it('is a whole request for a service that the person describes', async () => {
    const { user, backend } = await open('ok', 'names/+');
    await user.selectOptions(await screen.findByLabelText('Service'), 'A service you describe yourself');
    await user.click(screen.getByLabelText('Address with placeholders'));
    await user.paste('https://dyn.example.net/set?name={hostname}&ip={ip}');
    await user.selectOptions(screen.getByLabelText('Signing in'), 'In a header of its own');
    await user.type(screen.getByLabelText('Name of the header'), 'X-Api-Key');
    await user.selectOptions(screen.getByLabelText('How the answer is read'), 'By words you give');
    await user.type(screen.getByLabelText('Means success'), 'OK, updated');
    await user.type(screen.getByLabelText('Name'), 'hem.example.net');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() =>
      expect(backend.told[0]).toMatchObject({
        profile: {
          template: 'https://dyn.example.net/set?name={hostname}&ip={ip}',
          auth: 'header',
          header: 'X-Api-Key',
          answer: 'text',
          success: ['OK', 'updated'],
        },
      }),
    );
  });
});
