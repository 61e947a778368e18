// Which public address was yours when, read from the history of this computer.
import type { Family, HistoryEntry } from '../bindings';
import type { Asked } from '../backend';
import type { AnswerTo } from '../backend/types';
import type { Engine } from './engine.svelte';

export type Range = 'month' | 'year' | 'all';

/** From when until when an address was yours; no end: it still is. Times in milliseconds. */
export interface Span {
  family: Family;
  address: string;
  from: number;
  until: number | null;
}

export interface Lane {
  address: string;
  spans: Span[];
}

const day = 86_400_000;
const pageSize = 500;
/** More changes than this are not drawn: nobody could see them. */
const mostPages = 8;
const mostLanes = 8;

export class AddressSpans {
  spans: Span[] = $state.raw([]);
  loaded: boolean = $state(false);
  failed: boolean = $state(false);
  /** Older changes are not read. */
  partial: boolean = $state(false);
  readonly #engine: Engine;
  #revision = -1;
  #turn = 0;
  #call = new AbortController();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  follow(revision: number): void {
    if (revision === this.#revision) return;
    this.#revision = revision;
    void this.load();
  }

  async load(): Promise<void> {
    const turn = ++this.#turn;
    this.#call.abort();
    this.#call = new AbortController();
    const { signal } = this.#call;
    const entries: HistoryEntry[] = [];
    let before: number | null = null;
    for (let page = 0; page < mostPages; page++) {
      const asked: Asked<AnswerTo<'history'>> = await this.#engine.ask(
        {
          kind: 'history',
          query: {
            profile: null,
            name: null,
            kinds: ['address'],
            since: null,
            until: null,
            before,
            limit: pageSize,
          },
        },
        signal,
      );
      if (turn !== this.#turn) return;
      this.failed = asked.kind !== 'answer';
      if (asked.kind !== 'answer') return;
      entries.push(...asked.answer.page.entries);
      before = asked.answer.page.next;
      if (before === null) break;
    }
    this.partial = before !== null;
    this.spans = spansOf(entries);
    this.loaded = true;
  }

  /** Shows what is known already. */
  stop(): void {
    this.#turn += 1;
    this.#call.abort();
    this.loaded = true;
  }

  /** When a range begins. */
  since(range: Range, now: number): number {
    if (range === 'all') return Math.min(now - day, ...this.spans.map((span) => span.from));
    return now - (range === 'month' ? 30 : 365) * day;
  }

  within(range: Range, now: number): Span[] {
    const from = this.since(range, now);
    return this.spans.filter((span) => (span.until ?? now) >= from);
  }
}

/** Reads lines in any order; answers oldest first. */
export function spansOf(entries: HistoryEntry[]): Span[] {
  const spans: Span[] = [];
  const open = new Map<Family, Span>();
  for (const { entry } of [...entries].sort((one, other) => one.sequence - other.sequence)) {
    if (entry.kind.kind !== 'address_seen') continue;
    const { family, address } = entry.kind;
    const before = open.get(family);
    // The same address after a restart goes on.
    if (before?.address === address) continue;
    const from = Date.parse(entry.at);
    if (before) before.until = Math.max(from, before.from);
    const span = { family, address, from, until: null };
    open.set(family, span);
    spans.push(span);
  }
  return spans;
}

/** A lane for each address, newest first; the oldest share one. */
export function lanesOf(spans: Span[]): { shown: Lane[]; earlier: Lane[] } {
  const lanes = new Map<string, Lane>();
  for (const span of [...spans].reverse()) {
    const lane = lanes.get(span.address);
    if (lane) lane.spans.push(span);
    else lanes.set(span.address, { address: span.address, spans: [span] });
  }
  const all = [...lanes.values()];
  return { shown: all.slice(0, mostLanes), earlier: all.slice(mostLanes) };
}
