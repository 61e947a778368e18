// How the address is found: in the settings, in the trail, and which IPv6 address was chosen.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { DetectionDraft } from '../src/bindings';
import { switchVoice, voicesOf } from '../src/components/voices';
import { open } from './play';

describe('who is asked', () => {
  it('is listed with its operator and can be switched off and on again', async () => {
    const { user, backend } = await open('ok', 'settings');
    await user.click(await screen.findByText('Who is asked'));
    const ipify = screen.getByRole('switch', { name: 'ipify' }) as HTMLInputElement;
    expect(ipify.checked).toBe(true);
    await user.click(ipify);
    await waitFor(() =>
      expect(backend.told.at(-1)).toMatchObject({
        kind: 'save_preferences',
        preferences: { detection: { source: [{ id: 'ipify', enabled: false }] } },
      }),
    );
    await waitFor(() =>
      expect((screen.getByRole('switch', { name: 'ipify' }) as HTMLInputElement).checked).toBe(false),
    );
    await user.click(screen.getByRole('switch', { name: 'ipify' }));
    await waitFor(() =>
      expect(backend.told.at(-1)).toMatchObject({ preferences: { detection: { source: [] } } }),
    );
  });

  it('keeps the lines of the file for what is not built in', () => {
    const own = {
      id: 'mine',
      operator: 'me',
      ipv4: 'https://ip.example.net/',
      ipv6: null,
      body: null,
      enabled: false,
    };
    const detection = { source: [own], dns: [] } as unknown as DetectionDraft;
    const [mine] = voicesOf([], detection);
    expect(mine).toEqual({ id: 'mine', operator: 'me', voice: 'echo', on: false });
    switchVoice(detection, mine!, true);
    expect(detection.source).toEqual([{ ...own, enabled: true }]);
  });

  it('includes the router only while that is wanted', async () => {
    const { user, backend } = await open('ok', 'settings');
    await user.click(await screen.findByRole('switch', { name: 'Ask the router too' }));
    await waitFor(() =>
      expect(backend.told.at(-1)).toMatchObject({ preferences: { detection: { router: false } } }),
    );
  });
});

describe('why', () => {
  it('names each voice, its way, and its answer', async () => {
    const { user } = await open('ok');
    const card = await screen.findByRole('article', { name: 'nas.example.net' });
    await user.click(within(card).getByText('Why?'));
    const steps = (await within(card).findAllByRole('listitem')).map((step) =>
      step.textContent?.replace(/\s+/g, ' ').trim(),
    );
    expect(steps.join('\n')).toMatch(/ipify says 203\.0\.113\.7\. \(over HTTPS\)/);
  });

  it('an IPv6 address was chosen and the others were not', async () => {
    await open('ok', 'doctor');
    const chosen = (await screen.findByText('2001:db8:5:1::7', { selector: 'li span' })).closest('li')!;
    expect(chosen.textContent).toContain('chosen');
    expect(screen.getByText('changes often, for privacy')).toBeTruthy();
  });
});
