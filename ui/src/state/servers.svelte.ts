// The servers of one account, page by page.
import type { ServerView } from '../bindings';
import { askApi, type ApiFailure } from './api';
import type { Engine } from './engine.svelte';

export class Servers {
  readonly profile: string;
  servers: ServerView[] = $state.raw([]);
  state: 'loading' | 'loaded' | 'stopped' | 'failed' = $state('loading');
  failure: ApiFailure | null = $state.raw(null);
  /** The mark of the page that comes next. */
  next: string | null = $state(null);
  readonly #engine: Engine;
  #turn = 0;
  #call = new AbortController();

  constructor(engine: Engine, profile: string) {
    this.#engine = engine;
    this.profile = profile;
  }

  async load(cursor: string | null = null): Promise<void> {
    const turn = ++this.#turn;
    this.#call.abort();
    this.#call = new AbortController();
    this.state = 'loading';
    this.failure = null;
    const got = await askApi(this.#engine, this.profile, { kind: 'servers', cursor }, this.#call.signal);
    if (turn !== this.#turn) return;
    if (got.kind === 'failed') {
      this.failure = got.failure;
      this.state = 'failed';
      return;
    }
    const known = new Set(cursor === null ? [] : this.servers.map((server) => server.id));
    const fresh = got.answer.servers.filter((server) => !known.has(server.id));
    this.servers = cursor === null ? fresh : [...this.servers, ...fresh];
    // A page mark that comes again would never end.
    this.next = got.answer.next === cursor ? null : got.answer.next;
    this.state = 'loaded';
  }

  /** Ends the reading, and the call that is under way for it. */
  stop(): void {
    this.#turn += 1;
    this.#call.abort();
    this.state = 'stopped';
  }
}

/** What is wrong with a hostname, by the rules that the service returned. `longest` counts characters. */
export type HostnameFault = 'empty' | 'same' | 'long' | 'dotless' | 'unfit';

export function judgeHostname(
  typed: string,
  rules: { hostname: string | null; longest: number; pattern: string },
): HostnameFault | null {
  const name = typed.trim();
  if (name === '') return 'empty';
  if (name === rules.hostname) return 'same';
  if ([...name].length > rules.longest) return 'long';
  if (!name.includes('.')) return 'dotless';
  return fits(name, rules.pattern) ? null : 'unfit';
}

/** A pattern that cannot be read refuses nothing: the service judges in the end. */
function fits(name: string, pattern: string): boolean {
  try {
    return new RegExp(pattern).test(name);
  } catch {
    return true;
  }
}
