// What a service tells: DNS history and servers. And what this computer remembers of its addresses.
import { screen, waitFor, within } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../src/bindings';
import { lanesOf, spansOf } from '../src/state/addresses.svelte';
import { judgeHostname } from '../src/state/servers.svelte';
import { open } from './play';

describe('the tabs of the history', () => {
  it('are walked by arrows and remembered in the address', async () => {
    const { user } = await open('account', 'history');
    (await screen.findByRole('tab', { name: 'This computer' })).focus();
    await user.keyboard('{ArrowRight}');
    expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'At the service' }));
    expect(location.hash).toBe('#history/service');
    await user.keyboard('{End}');
    expect(screen.getByRole('tab', { name: 'Addresses' }).getAttribute('aria-selected')).toBe('true');
  });
});

describe('the DNS history', () => {
  it('is paged by the service’s marks, with before and after apart', async () => {
    const { user } = await open('account', 'history/service');
    const events = () => screen.getAllByRole('listitem');
    await screen.findByText('MX records of example.se changed');
    expect(events().filter((one) => one.querySelector('strong'))).toHaveLength(4);
    const mail = screen.getByText('MX records of example.se changed').closest('li')!;
    expect(mail.querySelector('del')?.textContent).toContain('Removed: −example.se. 3600 MX 10 old');
    expect(mail.querySelector('ins')?.textContent).toContain('Added: +example.se. 3600 MX 10 mail');
    expect(within(mail).getByText(/spare/).closest('del, ins')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Show older' }));
    await screen.findByText('dyndns_sync');
    expect(screen.getByText('The service tells no more.')).toBeTruthy();
  });

  it('is filtered by record and type', async () => {
    const { user, backend } = await open('account', 'history/service');
    await screen.findByText('MX records of example.se changed');
    await user.type(screen.getByLabelText('Record'), 'www');
    await user.selectOptions(screen.getByLabelText('Type'), 'CNAME');
    await user.click(screen.getByRole('button', { name: 'Filter' }));
    await waitFor(() => expect(screen.queryByText('MX records of example.se changed')).toBeNull());
    expect(await screen.findByText('CNAME www.example.se created')).toBeTruthy();
    await waitFor(() =>
      expect(backend.api.asked.at(-1)).toMatchObject({ name: 'www', record_type: 'CNAME', cursor: null }),
    );
    await user.selectOptions(screen.getByLabelText('Type'), 'TXT');
    await user.click(screen.getByRole('button', { name: 'Filter' }));
    expect(await screen.findByText('Nothing matches the filter.')).toBeTruthy();
  });

  it('leads to the names when there is no account for it', async () => {
    await open('ok', 'history/service');
    expect(await screen.findByText('For this, add a HostUp account with an API key.')).toBeTruthy();
  });
});

describe('the addresses', () => {
  const seen = (sequence: number, hour: number, address: string): HistoryEntry => ({
    sequence,
    entry: {
      at: new Date(Date.UTC(2026, 10, 21, hour)).toISOString(),
      profile: null,
      record: null,
      kind: { kind: 'address_seen', family: 'ipv4', address, previous: null },
    },
  });

  it('last until the next one, and a restart does not part them', () => {
    const spans = spansOf([
      seen(3, 9, '203.0.113.7'),
      seen(1, 1, '198.51.100.1'),
      seen(2, 5, '198.51.100.1'),
    ]);
    expect(spans.map((span) => [span.address, new Date(span.from).getUTCHours(), span.until])).toEqual([
      ['198.51.100.1', 1, Date.UTC(2026, 10, 21, 9)],
      ['203.0.113.7', 9, null],
    ]);
  });

  it('that come back share a lane, and the oldest share one together', () => {
    const many = Array.from({ length: 24 }, (_, place) => seen(place, place, `198.51.100.${place % 12}`));
    const { shown, earlier } = lanesOf(spansOf(many));
    expect(shown).toHaveLength(8);
    expect(earlier).toHaveLength(4);
    expect(shown[0]?.spans).toHaveLength(2);
  });

  it('are told in words and as a table beside the plot', async () => {
    const { user } = await open('ok', 'history/addresses');
    const lead = await screen.findByText(/^IPv4: \d+ addresses\. Now/);
    expect(lead.textContent).toContain('203.0.113.7');
    await user.click(screen.getByText('Show as a table'));
    expect(within(screen.getByRole('table')).getAllByRole('row').length).toBeGreaterThan(3);
    expect(screen.getByRole('img', { name: 'IPv4: Public addresses over time' })).toBeTruthy();
  });
});

describe('the servers', () => {
  const rules = {
    hostname: 'web.example.se',
    longest: 20,
    pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$',
  };

  it('have no page where no key may read them', async () => {
    localStorage.clear();
    await open('ok', 'names');
    await screen.findAllByText('Secret stored');
    expect(screen.queryByRole('link', { name: 'Servers' })).toBeNull();
    await open('account', 'names');
    expect(await screen.findByRole('link', { name: 'Servers' })).toBeTruthy();
    await open('readonly', 'names');
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Servers' })).toBeNull());
  });

  it('judge a hostname by the rules that came with it', () => {
    expect(judgeHostname('', rules)).toBe('empty');
    expect(judgeHostname('web.example.se', rules)).toBe('same');
    expect(judgeHostname('web', rules)).toBe('dotless');
    expect(judgeHostname('-web.example.se', rules)).toBe('unfit');
    expect(judgeHostname('a-very-long-name.example.se', rules)).toBe('long');
    expect(judgeHostname('new.example.se', rules)).toBeNull();
    expect(judgeHostname('new.example.se', { ...rules, pattern: '(' })).toBeNull();
  });

  it('are changed only when the rules are kept, and reverse DNS is told in all its forms', async () => {
    const { user, backend } = await open('account', 'servers');
    await user.click(await screen.findByRole('button', { name: 'Hostname of e-post' }));
    const field = (await screen.findByLabelText('New hostname')) as HTMLInputElement;
    const change = async (name: string) => {
      await user.clear(field);
      await user.type(field, name);
      await user.click(screen.getByRole('button', { name: 'Change hostname' }));
    };
    await change('-bad.example.se');
    expect(field.getAttribute('aria-invalid')).toBe('true');
    expect(backend.told).toEqual([]);
    await change('post9.example.se');
    expect(await screen.findByText(/could not be put back everywhere/)).toBeTruthy();
    expect(screen.getByText('2001:db8:9::12')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Close e-post' }));
    await user.click(await screen.findByRole('button', { name: 'Hostname of webb' }));
    const other = (await screen.findByLabelText('New hostname')) as HTMLInputElement;
    for (const [name, told] of [
      ['ny.example.se', /was put back/],
      ['webb9.example.se', /Reverse DNS was not touched/],
      ['tyst.example.se', /told nothing about reverse DNS/],
    ] as const) {
      await user.clear(other);
      await user.type(other, name);
      await user.click(screen.getByRole('button', { name: 'Change hostname' }));
      expect(await screen.findByText(told)).toBeTruthy();
    }
  });

  it('say why a hostname cannot be changed now', async () => {
    const { user } = await open('account', 'servers');
    await user.click(await screen.findByRole('button', { name: 'Hostname of databas' }));
    expect(await screen.findByText(/HostUp says: The server is not running/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Change hostname' })).toBeNull();
  });
});
