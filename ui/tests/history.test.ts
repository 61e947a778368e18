import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import { isDay, queryOf } from '../src/state/timeline.svelte';
import { open } from './play';

const lines = () => screen.queryAllByRole('listitem').filter((line) => line.querySelector('time'));

describe('the history', () => {
  it('is read page by page to its beginning', async () => {
    const { user } = await open('ok', 'history');
    await waitFor(() => expect(lines()).toHaveLength(50));
    await user.click(screen.getByRole('button', { name: 'Show older' }));
    await waitFor(() => expect(lines()).toHaveLength(60));
    expect(screen.getByText('That is where the history begins.')).toBeTruthy();
  });

  it('is filtered by name and kind', async () => {
    const { user } = await open('ok', 'history');
    await waitFor(() => expect(lines()).toHaveLength(50));
    await user.selectOptions(screen.getByLabelText('Name'), 'nas.example.net');
    await user.click(screen.getByRole('button', { name: 'Updates' }));
    await waitFor(() => expect(lines().length).toBeLessThan(50));
    for (const line of lines()) expect(line.textContent).toContain('nas.example.net');
    expect(screen.getByRole('button', { name: 'Updates' }).getAttribute('aria-pressed')).toBe('true');
    await user.click(screen.getByRole('button', { name: 'Show everything' }));
    await waitFor(() => expect(lines()).toHaveLength(50));
  });

  it('shows a service’s own words one click away', async () => {
    const { user } = await open('ok', 'history');
    await waitFor(() => expect(lines()).toHaveLength(50));
    const line = lines().find((one) => one.textContent?.includes('The service accepted it.'))!;
    await user.click(within(line).getByText('Answer, word for word'));
    expect(within(line).getByText('good 203.0.113.7')).toBeTruthy();
  });

  it('says so when nothing matches', async () => {
    const { user } = await open('ok', 'history');
    await waitFor(() => expect(lines()).toHaveLength(50));
    await user.type(screen.getByLabelText('Day'), '1999-12-31{Tab}');
    await screen.findByText('Nothing matches.');
  });

  it('takes no day that the calendar lacks', () => {
    expect(isDay('2026-11-21')).toBe(true);
    expect(isDay('2026-02-30')).toBe(false);
    expect(isDay('21/11/2026')).toBe(false);
  });

  it('asks for a whole day of this computer’s calendar', () => {
    const { since, until } = queryOf({ name: null, kinds: [], day: '2026-11-21' }, null);
    expect(new Date(since!).getHours()).toBe(0);
    expect(new Date(until!).getDate()).toBe(22);
  });
});
