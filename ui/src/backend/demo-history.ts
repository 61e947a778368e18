// The past of the demo back end.
import type { EntryKind, HistoryEntry } from '../bindings';

const minute = 60_000;
const hour = 60 * minute;
const v4 = '203.0.113.7';

/** A plausible past: a change of address now and then, with its update and proof. Newest first. */
export function history(now: number, length: number): HistoryEntry[] {
  const lines: { ago: number; kind: EntryKind; name?: string }[] = [];
  const nas = 'noip-nas/nas.example.net/ipv4';
  const hem = 'hostup-hem/hem.example.se/ipv4';
  for (let change = 0; lines.length < length; change++) {
    const ago = 26 * hour + change * 53 * hour;
    const address = change === 0 ? v4 : `198.51.100.${23 + change}`;
    const previous = `198.51.100.${24 + change}`;
    if (change === 0) {
      lines.push({ ago: 20 * minute, kind: { kind: 'woke_up', slept_seconds: 7 * 3600 } });
      lines.push({ ago: 3 * hour, kind: { kind: 'moved', to: { kind: 'home' } } });
      lines.push({ ago: 5 * hour, kind: { kind: 'moved', to: { kind: 'away', reason: 'tunnel' } } });
    }
    lines.push(
      { ago: ago - 1900, kind: { kind: 'proved', address, after_ms: 840 }, name: hem },
      {
        ago: ago - 1500,
        kind: {
          kind: 'answered',
          attempt: 40 - change,
          answer: { kind: 'accepted' },
          quote: `good ${address}`,
        },
        name: nas,
      },
      {
        ago: ago - 1200,
        kind: {
          kind: 'answered',
          attempt: 41 - change,
          answer: { kind: 'accepted' },
          quote: `good ${address}`,
        },
        name: hem,
      },
      { ago: ago - 900, kind: { kind: 'sent', attempt: 40 - change, address }, name: nas },
      { ago: ago - 800, kind: { kind: 'sent', attempt: 41 - change, address }, name: hem },
      { ago, kind: { kind: 'address_seen', family: 'ipv4', address, previous } },
    );
    if (change % 3 === 1) {
      lines.push({
        ago: ago + 4 * hour,
        kind: {
          kind: 'answered',
          attempt: 200 - change,
          answer: { kind: 'later', reason: { kind: 'service_trouble' } },
          quote: '911',
        },
        name: nas,
      });
    }
    if (change % 4 === 2)
      lines.push({
        ago: ago + 6 * hour,
        kind: {
          kind: 'address_held',
          family: 'ipv4',
          reason: {
            kind: 'disagree',
            told: [
              ['ipify', address],
              ['cloudflare', previous],
            ],
          },
        },
      });
  }
  return lines.slice(0, length).map((line, place) => ({
    sequence: length - place,
    entry: {
      at: new Date(now - line.ago).toISOString(),
      profile: line.name?.split('/')[0] ?? null,
      record: line.name ?? null,
      kind: line.kind,
    },
  }));
}
