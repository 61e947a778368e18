// The part of the history that is on screen: pages of the database, by cursor, newest first.
import type { HistoryEntry, HistoryKind, HistoryQuery } from '../bindings';
import type { Engine } from './engine.svelte';

export interface Filter {
  name: string | null;
  kinds: HistoryKind[];
  /** `2026-11-21`, a day of this computer's calendar. */
  day: string | null;
}

const pageSize = 50;

export class Timeline {
  filter: Filter = $state({ name: null, kinds: [], day: null });
  lines: HistoryEntry[] = $state.raw([]);
  /** The cursor of the next older page. */
  next: number | null = $state(null);
  busy: boolean = $state(false);
  failed: boolean = $state(false);
  loaded: boolean = $state(false);
  readonly filtered: boolean = $derived(
    this.filter.name !== null || this.filter.day !== null || this.filter.kinds.length > 0,
  );
  readonly #engine: Engine;
  #revision = -1;
  /** Answers to an older wish are dropped. */
  #wish = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Puts lines that are new on top, and leaves everything else where it is. */
  follow(revision: number): void {
    if (revision === this.#revision) return;
    const first = this.#revision === -1;
    this.#revision = revision;
    void (first ? this.reload() : this.#newer());
  }

  choose(change: Partial<Filter>): Promise<void> {
    this.filter = { ...this.filter, ...change };
    return this.reload();
  }

  async reload(): Promise<void> {
    const wish = ++this.#wish;
    const page = await this.#ask(null);
    if (wish !== this.#wish) return;
    this.loaded = true;
    this.failed = page === null;
    this.lines = page?.entries ?? [];
    this.next = page?.next ?? null;
  }

  async older(): Promise<void> {
    if (this.next === null || this.busy) return;
    const wish = this.#wish;
    this.busy = true;
    const page = await this.#ask(this.next);
    this.busy = false;
    if (wish !== this.#wish) return;
    this.failed = page === null;
    if (!page) return;
    this.lines = [...this.lines, ...page.entries];
    this.next = page.next;
  }

  async #newer(): Promise<void> {
    const wish = this.#wish;
    const page = await this.#ask(null);
    if (wish !== this.#wish || !page) return;
    const newest = this.lines[0]?.sequence ?? 0;
    const fresh = page.entries.filter((line) => line.sequence > newest);
    // A whole page of news may hide a gap: begin again.
    if (fresh.length === page.entries.length && page.next !== null) {
      this.lines = page.entries;
      this.next = page.next;
    } else {
      this.lines = [...fresh, ...this.lines];
    }
  }

  async #ask(before: number | null) {
    const asked = await this.#engine.ask({ kind: 'history', query: queryOf(this.filter, before) });
    return asked.kind === 'answer' ? asked.answer.page : null;
  }
}

/** Whether a text is a day of the calendar, written `2026-11-21`. */
export function isDay(text: string): boolean {
  const date = new Date(`${text}T12:00Z`);
  return (
    /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
  );
}

export function queryOf({ name, kinds, day }: Filter, before: number | null): HistoryQuery {
  const since = day ? new Date(`${day}T00:00`) : null;
  const until = since ? new Date(since) : null;
  // By the calendar, not by 24 hours: some days are longer.
  until?.setDate(until.getDate() + 1);
  return {
    profile: null,
    name,
    kinds: [...kinds],
    since: since?.toISOString() ?? null,
    until: until?.toISOString() ?? null,
    before,
    limit: pageSize,
  };
}
