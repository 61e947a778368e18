// What the page knows of the engine: the newest snapshot and how the link is. It replaces, it never patches.
import type { Command, LinkState, Query, SettingsView, Snapshot } from '../bindings';
import type { Asked, Backend, News, Told } from '../backend';
import type { AnswerTo } from '../backend/types';

export class Engine {
  /** The newest snapshot; none before the first. Kept when the link breaks, so that the page does not go blank. */
  snapshot: Snapshot | null = $state.raw(null);
  link: LinkState = $state.raw({ kind: 'connecting' });
  /** The settings as some page last read them. Nobody asks for them for this alone: they cost a look into the vault. */
  settings: SettingsView | null = $state.raw(null);
  /** The revision that they were read at. */
  settingsRevision = -1;
  readonly backend: Backend;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** Subscribes first, then asks, then drops lower numbers. */
  async connect(): Promise<void> {
    await this.backend.subscribe((news) => this.hear(news));
  }

  hear(news: News): void {
    if (news.kind === 'snapshot') {
      if (!this.snapshot || isNewer(news.snapshot, this.snapshot)) this.snapshot = news.snapshot;
    } else {
      this.link = news.state;
    }
  }

  tell(command: Command): Promise<Told> {
    return this.backend.tell(command);
  }

  ask<Q extends Query['kind']>(
    query: Extract<Query, { kind: Q }>,
    signal?: AbortSignal,
  ): Promise<Asked<AnswerTo<Q>>> {
    return this.backend.ask(query, signal);
  }
}

/** A restarted agent counts from one again: its start decides first, then the number. */
function isNewer(one: Snapshot, other: Snapshot): boolean {
  const later = Date.parse(one.started) - Date.parse(other.started);
  return later > 0 || (later === 0 && one.number > other.number);
}
