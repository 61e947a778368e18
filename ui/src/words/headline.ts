// The one big sentence, chosen from what the snapshot says. It formats; it decides nothing about names.
import type { Snapshot } from '../bindings';
import type { FirstWords } from './en-first';

export function headline(words: FirstWords, snapshot: Snapshot, now: number): string {
  const say = words.headline;
  switch (snapshot.overall) {
    case 'empty':
      return say.empty;
    case 'up_to_date':
      return say.home(snapshot.names.length);
    case 'working': {
      const moving = snapshot.names.filter((name) =>
        name.records.some(({ status }) => status.phase.kind === 'sending' || status.phase.kind === 'proving'),
      ).length;
      return moving > 0 ? say.updating(moving) : say.checking;
    }
    case 'waiting':
      if (snapshot.whereabouts.kind === 'offline') return say.offline;
      return snapshot.addresses.some((address) => address.gate.state.kind === 'held')
        ? say.uncertain
        : say.notYet;
    case 'away':
      return snapshot.whereabouts.kind === 'away' && snapshot.whereabouts.reason === 'not_asked'
        ? say.unasked
        : say.away;
    case 'paused':
      return snapshot.paused_until
        ? say.pausedUntil(words.format.moment(snapshot.paused_until, now))
        : say.paused;
    case 'action_needed': {
      const urgent = snapshot.conditions.find((condition) => condition.severity === 'action');
      if (!urgent) return say.needed;
      const latch = urgent.kind.kind === 'stopped' ? (snapshot.latches[urgent.kind.latch] ?? null) : null;
      return words.told.condition(urgent.kind, latch, '').title.replaceAll('`', '');
    }
  }
}

/** When it was checked last, and when it is checked next. */
export function checked(words: FirstWords, snapshot: Snapshot, now: number): string {
  const ago = snapshot.last_check && words.format.away(snapshot.last_check, now);
  const last = !snapshot.last_check ? words.checked.never : ago ? words.checked.ago(ago) : words.checked.now;
  const next = nextCheck(words, snapshot, now);
  return next ? `${last} · ${next}` : last;
}

export function nextCheck(words: FirstWords, snapshot: Snapshot, now: number): string | null {
  if (!snapshot.next_check) return null;
  const away =
    Date.parse(snapshot.next_check.at) > now ? words.format.away(snapshot.next_check.at, now) : null;
  return away ? words.checked.next(away) : words.checked.nextNow;
}
