import { screen, waitFor } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { open } from './play';

describe('the settings', () => {
  it('are saved at once, with everything else as it was', async () => {
    const { user, backend } = await open('ok', 'settings');
    await user.selectOptions(await screen.findByLabelText('Language'), 'Svenska');
    await screen.findByRole('heading', { level: 1, name: 'Inställningar' });
    expect(backend.told[0]).toMatchObject({
      kind: 'save_preferences',
      preferences: { general: { language: 'sv', icon: 'monochrome' }, detection: { interval: '5m' } },
    });
  });

  it('say beside the field what is wrong, and keep it', async () => {
    const { user } = await open('ok', 'settings');
    const days = (await screen.findByLabelText('Keep for (days)')) as HTMLInputElement;
    await user.clear(days);
    await user.type(days, '99999{Tab}');
    await screen.findByText('Choose something from 1 to 36500.');
    expect(days.value).toBe('99999');
    expect(days.getAttribute('aria-invalid')).toBe('true');
  });

  it('switch the start at login, which only the frame can do', async () => {
    const { user, backend } = await open('ok', 'settings');
    await user.click(await screen.findByRole('switch', { name: 'Start when I log in' }));
    await waitFor(async () => expect(await backend.autostart()).toBe('on'));
    expect(backend.told).toEqual([]);
  });

  it('choose a sealed file only with a password typed twice alike', async () => {
    const { user, backend } = await open('problems', 'settings');
    const [summary, button] = await screen.findAllByText('Use a sealed file instead');
    await user.click(summary!);
    await user.type(screen.getByLabelText('Password of the sealed file'), 'long enough');
    await user.click(button!);
    await screen.findByText('The two passwords differ.');
    expect(backend.told).toEqual([]);
    await user.type(screen.getByLabelText('The same password again'), 'long enough');
    await user.click(button!);
    await waitFor(() =>
      expect(backend.told).toEqual([{ kind: 'choose_vault', vault: 'sealed_file', password: 'long enough' }]),
    );
  });

  it('show mistakes of the file with line and field', async () => {
    await open('problems', 'settings');
    const box = (
      await screen.findByText('The settings file has mistakes. The last good settings are in force.')
    ).parentElement!;
    expect(box.textContent).toContain('Line 24:');
    expect(box.textContent).toContain('profile[1].name[0].name');
  });

  it('list every server that was contacted', async () => {
    const { user } = await open('ok', 'settings');
    await user.click(await screen.findByText(/Every server Hemma has contacted/));
    await screen.findByText('dynupdate.no-ip.com');
  });
});
