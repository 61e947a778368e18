// The doctor's page, and the networks that are home.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { open } from './play';

describe('the doctor', () => {
  it('says that nothing is the matter when nothing is', async () => {
    await open('ok', 'doctor');
    expect(await screen.findByText('Nothing stands between your names and this computer.')).toBeTruthy();
    expect(screen.getAllByText('all say the same').length).toBe(3);
  });

  it('tells what was found, what it means, and what to do', async () => {
    await open('ill', 'doctor');
    const finding = await screen.findByRole('region', { name: /shares one address among many customers/ });
    expect(within(finding).getByText(/Ask the operator for a public IPv4 address/)).toBeTruthy();
    expect(screen.getByText('the network answers by itself')).toBeTruthy();
    expect(screen.getByText('no answer', { selector: 'td *' })).toBeTruthy();
  });

  it('hides names in the report unless it is told otherwise, shows it first, and copies it', async () => {
    const { user } = await open('ill', 'doctor');
    await user.click(await screen.findByText('Show the report'));
    const shown = await screen.findByRole('region', { name: 'The report' });
    expect(shown.textContent).toContain('h…e');
    await user.click(screen.getByRole('switch', { name: 'Hide names and addresses' }));
    await waitFor(() => expect(shown.textContent).toContain('hem.example.se'));
    await user.click(screen.getByRole('button', { name: 'Copy the report' }));
    expect(await navigator.clipboard.readText()).toBe(shown.textContent);
  });

  it('speaks the language of the window', async () => {
    await open('ok', 'doctor', 'sv');
    expect(await screen.findByText('Inget står mellan dina namn och den här datorn.')).toBeTruthy();
  });
});

describe('a network nobody was asked about', () => {
  it('is asked about in plain words, once, in the place of its condition', async () => {
    const { user, backend } = await open('unasked');
    const question = await screen.findByRole('region', { name: 'Is this your home network?' });
    expect(screen.getAllByText(/Is this your home network/).length).toBe(1);
    expect(question.textContent).toContain('Wi-Fi wlan0, router 10.20.0.1');
    await user.click(within(question).getByRole('button', { name: 'Yes, this is home' }));
    await screen.findByText('Your names point home.');
    expect(backend.told).toEqual([{ kind: 'mark_home', id: 'a91f00c4d7e2b653', name: '' }]);
    expect(screen.queryByText('Is this your home network?')).toBeNull();
  });

  it('can be declined, and a computer that never moves is not asked', async () => {
    const first = await open('unasked');
    await first.user.click(await screen.findByRole('button', { name: 'No' }));
    await screen.findByRole('region', { name: 'You are away from home.' });
    const second = await open('unasked');
    await second.user.click(await screen.findByRole('button', { name: 'This computer never moves' }));
    await screen.findByText('Your names point home.');
    expect(second.backend.told).toEqual([{ kind: 'never_moves' }]);
  });
});

describe('home networks in the settings', () => {
  it('can be forgotten, and that can be undone', async () => {
    const { user, backend } = await open('travelling', 'settings');
    await user.click(await screen.findByRole('button', { name: 'Forget Hemma' }));
    await screen.findByText('Hemma was forgotten.');
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await screen.findByRole('button', { name: 'Forget Hemma' });
    expect(backend.told).toEqual([
      { kind: 'forget_home', id: '5f0c9a51d2e8b374' },
      { kind: 'mark_home', id: '5f0c9a51d2e8b374', name: 'Hemma' },
    ]);
  });

  it('get a name when they are marked', async () => {
    const { user, backend } = await open('travelling', 'settings');
    await user.type(await screen.findByLabelText('What you call it'), 'Cottage');
    await user.click(screen.getByRole('button', { name: 'This is home' }));
    await screen.findByText('Cottage');
    expect(backend.told).toEqual([{ kind: 'mark_home', id: 'a91f00c4d7e2b653', name: 'Cottage' }]);
  });

  it('let each account follow a VPN or not', async () => {
    const { user, backend } = await open('ok', 'settings');
    const choice = await screen.findByRole('combobox', { name: 'No-IP while a VPN carries the traffic' });
    await user.selectOptions(choice, 'follow');
    await waitFor(() =>
      expect(backend.told).toMatchObject([
        { kind: 'save_profile', profile: { id: 'noip-nas', tunnel: 'follow' } },
      ]),
    );
  });
});
