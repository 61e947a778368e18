// Which shape and tone goes with which state. Shape and word carry the meaning; the tone only helps.
import type { EntryKind, Family, HistoryKind, Overall, Phase, RecordView } from '../bindings';

export type Tone = 'good' | 'busy' | 'wait' | 'stop' | 'rest';

export const toneOf: Record<Overall, Tone> = {
  empty: 'rest',
  up_to_date: 'good',
  working: 'busy',
  waiting: 'wait',
  away: 'rest',
  paused: 'rest',
  action_needed: 'stop',
};

/** The house that stands for a record's phase. */
export const shapeOf: Record<Phase['kind'], Overall> = {
  starting: 'empty',
  up_to_date: 'up_to_date',
  holding: 'waiting',
  waiting: 'waiting',
  sending: 'working',
  proving: 'working',
  proof_overdue: 'waiting',
  unclear: 'waiting',
  needs_other: 'waiting',
  stopped: 'action_needed',
};

const urgency: Phase['kind'][] = [
  'stopped',
  'unclear',
  'needs_other',
  'proof_overdue',
  'sending',
  'proving',
  'waiting',
  'holding',
  'starting',
  'up_to_date',
];

/** The phase that a name as a whole shows: the most urgent one of its records. */
export function leading(records: RecordView[]): Phase['kind'] | null {
  return urgency.find((kind) => records.some((record) => record.status.phase.kind === kind)) ?? null;
}

/** Under which filter a line of history is found. */
export function kindOf(entry: EntryKind): HistoryKind {
  switch (entry.kind) {
    case 'address_seen':
    case 'address_held':
    case 'line_chosen':
      return 'address';
    case 'sent':
    case 'answered':
      return 'update';
    case 'proved':
    case 'proof_overdue':
    case 'changed_elsewhere':
      return 'proof';
    case 'at_service':
    case 'latched':
    case 'released':
      return 'problem';
    case 'started':
    case 'stopped':
    case 'paused':
    case 'resumed':
    case 'moved':
    case 'woke_up':
    case 'clock_set_back':
    case 'settings_changed':
    case 'settings_rejected':
    case 'database_quarantined':
      return 'system';
  }
}

/** The family at the end of a record's id. */
export function familyOf(record: string): Family {
  return record.endsWith('/ipv6') ? 'ipv6' : 'ipv4';
}

/** A record's id is `profile/name/family`. */
export function nameOf(record: string): string {
  return record.split('/').slice(1, -1).join('/');
}
