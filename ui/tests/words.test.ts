import { describe, expect, it } from 'vitest';
import type { Condition, EntryKind, TrailKind } from '../src/bindings';
import { scene, sceneNames } from '../src/backend/demo-scenes';
import { en } from '../src/words/en';
import { Format } from '../src/words/format';
import { headline, nextCheck } from '../src/words/headline';
import { intervals } from '../src/words/interval';
import { sv } from '../src/words/sv';

const now = Date.parse('2026-11-21T12:00:00Z');

/** Every text and every function of a deck, by its path. */
function leaves(deck: unknown, path = ''): Map<string, unknown> {
  if (typeof deck !== 'object' || deck === null || deck instanceof Format) return new Map([[path, deck]]);
  return new Map(
    Object.entries(deck).flatMap(([key, value]) => [...leaves(value, path ? `${path}.${key}` : key)]),
  );
}

/** Words that are the same in both languages, rightly. */
const alike = new Set([
  'api.configuration.typeNames.ipv4',
  'api.configuration.typeNames.ipv6',
  'api.servers.system',
  'app',
  'card.ipv4',
  'card.ipv6',
  'history.kind.proof',
  'home.link.wireless',
  'home.link.tunnel',
  'importing.formats.ddclient',
  'importing.formats.ddns_updater',
  'importing.formats.inadyn',
  'importing.formats.noip_duc',
  'settings.version',
  'settings.contacts.server',
  'told.notPublishable',
]);

describe('the words', () => {
  it('exist in both languages, and are not left in English', () => {
    const english = leaves(en);
    const swedish = leaves(sv);
    expect([...swedish.keys()]).toEqual([...english.keys()]);
    for (const [path, text] of english) {
      if (typeof text !== 'string' || alike.has(path)) continue;
      expect(text.trim(), path).not.toBe('');
      expect(swedish.get(path), path).not.toBe(text);
    }
  });

  it('tell every scene without a code or a gap', () => {
    for (const words of [en, sv]) {
      for (const name of sceneNames) {
        const { snapshot, history } = scene(name, now);
        const told = [
          headline(words, snapshot, now),
          ...snapshot.conditions.flatMap((condition: Condition) =>
            Object.values(words.told.condition(condition.kind, snapshot.latches[0] ?? null, 'x.example.net')),
          ),
          ...history.map((line) => words.told.entry(line.entry.kind)),
          ...snapshot.names.flatMap((one) =>
            one.records.flatMap((record) => record.status.trail.map((step) => words.told.trail(step.step))),
          ),
        ];
        for (const sentence of told) {
          expect(sentence, `${words.pages.overview}/${name}`).toMatch(/[.?…]$/);
          expect(sentence).not.toMatch(/undefined|null|NaN|\[object|[a-z]_[a-z]/);
        }
      }
    }
  });

  it('say what an unclear answer means, and what Hemma does meanwhile', () => {
    const lost: EntryKind = {
      kind: 'answered',
      attempt: 7,
      answer: { kind: 'unclear', reason: { kind: 'answer_lost', problem: { kind: 'timed_out' } } },
      quote: null,
    };
    expect(en.told.entry(lost)).toBe(
      'Could not confirm: the answer was lost (no answer came in time). Hemma asks DNS before trying again.',
    );
    expect(sv.told.entry(lost)).toBe(
      'Kunde inte bekräftas: svaret gick förlorat (inget svar kom i tid). Hemma frågar DNS innan nytt försök.',
    );
  });

  it('keep the spelling of sources, and set addresses apart', () => {
    const looked = (source: string): TrailKind => ({
      kind: 'looked',
      source,
      operator: source,
      voice: 'echo',
      finding: { kind: 'found', address: '203.0.113.7' },
    });
    expect(en.told.trail(looked('ipify'))).toBe('ipify says `203.0.113.7`.');
    expect(sv.told.trail(looked('interface'))).toBe('Datorns nätverkskort säger `203.0.113.7`.');
  });

  it('count intervals as each language does', () => {
    expect(intervals(en, '5m').map(([, text]) => text)).toContain('every 5 minutes');
    const swedish = intervals(sv, '7m').map(([, text]) => text);
    expect(swedish).toContain('var 7:e minut');
    expect(swedish).toContain('var 2:a minut');
    expect(swedish).toContain('varje timme');
  });
});

describe('times', () => {
  const [english, swedish] = [new Format('en', 'UTC'), new Format('sv', 'UTC')];
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

  it('are written with 24 hours in both languages', () => {
    expect(english.time('2026-11-21T15:04:00Z')).toBe('15:04');
    expect(swedish.seconds('2026-11-21T15:04:09Z')).toBe('15:04:09');
    expect(swedish.day('2026-11-20T15:04:00Z', now)).toBe('fredag 20 november');
  });

  it('are told as a distance, and never as zero of anything', () => {
    expect(english.away(ago(10), now)).toBeNull();
    expect(english.away(ago(50), now)).toBe('1 minute ago');
    expect(swedish.away(ago(7200), now)).toBe('för 2 timmar sedan');
    expect(swedish.away(ago(-180), now)).toBe('om 3 minuter');
  });

  it('have spans with a unit in words', () => {
    expect(english.span(840)).toBe('0.8 seconds');
    expect(swedish.span(840)).toBe('0,8 sekunder');
    expect(english.span(7 * 3600_000)).toBe('7 hours');
  });

  it('that have passed already are said to come in a moment', () => {
    const { snapshot } = scene('ok', now);
    expect(nextCheck(en, snapshot, now + 3_600_000)).toBe('next check in a moment');
  });
});
