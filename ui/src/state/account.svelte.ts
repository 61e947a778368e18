// One account at a service with an API: its domains, and what each of them holds. Kept as long as the window lives, so
// that a look at another page costs no calls.
//
// Configurations are asked for when a domain is looked at. Few questions are under way at once; who scrolls past leaves
// nothing behind.
import { SvelteMap } from 'svelte/reactivity';
import type { ApiChange, ConfigurationsView, ConfigurationView, DomainView, KeyView } from '../bindings';
import { askApi, changeApi, haltsAccount, type ApiFailure, type Changed } from './api';
import type { Engine } from './engine.svelte';

const atOnce = 2;
const settle = 250;

/** What is known of the configurations of one domain. What was read before stays while it is read again. */
export interface Holding {
  state: 'loading' | 'loaded' | 'failed';
  view: ConfigurationsView | null;
  failure: ApiFailure | null;
}

export class Account {
  readonly profile: string;
  domains: DomainView[] = $state.raw([]);
  /** How far the list of domains is. */
  listing: 'new' | 'loading' | 'done' | 'stopped' | 'failed' = $state('new');
  /** Why the list of domains ended. */
  failure: ApiFailure | null = $state.raw(null);
  /** Why nothing is asked at all with this key. */
  halted: ApiFailure | null = $state.raw(null);
  readonly holdings = new SvelteMap<string, Holding>();
  key: KeyView | null = $state.raw(null);
  keyFailure: ApiFailure | null = $state.raw(null);
  /** Whether the configurations of every domain are being read. */
  everything: boolean = $state(false);
  /** Domains that a person opened. They stay open when the page is left. */
  readonly open = new SvelteMap<string, boolean>();
  /** Configurations whose details are open. */
  readonly details = new SvelteMap<string, boolean>();
  /** Domains in which a name is being created. */
  readonly creating = new SvelteMap<string, boolean>();
  /** Domains in which a configuration was lost: its own line is gone, so the domain tells. */
  readonly lost = new SvelteMap<string, ApiFailure>();
  search: string = $state('');

  readonly loaded: number = $derived(
    this.domains.filter((domain) => this.holdings.get(domain.id)?.view).length,
  );
  readonly #engine: Engine;
  #next: string | null = null;
  #list = 0;
  #listCall = new AbortController();
  #wanted: string[] = [];
  #running = new Map<string, AbortController>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #resume: ReturnType<typeof setTimeout> | undefined;
  #revision = -1;

  constructor(engine: Engine, profile: string) {
    this.#engine = engine;
    this.profile = profile;
  }

  /** Reads what the key may do and the list of domains, once. Asks again when the settings changed. */
  follow(revision: number): void {
    const first = this.#revision === -1;
    if (revision === this.#revision) return;
    this.#revision = revision;
    if (first) {
      void this.readKey(false);
      void this.list();
    } else if (this.halted?.trouble || this.failure?.trouble) {
      this.again();
    } else {
      // Perhaps another key was stored: what it may do tells whether anything else must be read again.
      void this.readKey(false);
      for (const domain of this.open.keys()) this.#want(domain, true);
    }
  }

  async readKey(again: boolean): Promise<void> {
    const got = await askApi(this.#engine, this.profile, { kind: 'key', again });
    this.keyFailure = got.kind === 'failed' ? got.failure : null;
    if (got.kind === 'answer') {
      const before = this.key?.write_domains;
      this.key = got.answer.key;
      if (before && before !== this.key.write_domains) this.#forget();
    } else if (haltsAccount(got.failure)) this.#halt(got.failure);
  }

  /** Reads the list of domains from its beginning. */
  async list(): Promise<void> {
    this.#next = null;
    await this.goOn(true);
  }

  /** Reads the list on from where it stopped. */
  async goOn(fresh = false): Promise<void> {
    const list = ++this.#list;
    this.#listCall.abort();
    this.#listCall = new AbortController();
    const { signal } = this.#listCall;
    this.listing = 'loading';
    this.failure = null;
    const seen = new Set<string>();
    let domains = fresh ? [] : this.domains;
    do {
      const got = await askApi(this.#engine, this.profile, { kind: 'domains', cursor: this.#next }, signal);
      if (list !== this.#list) return;
      if (got.kind === 'failed') {
        this.failure = got.failure;
        this.listing = 'failed';
        if (haltsAccount(got.failure)) this.#halt(got.failure);
        return;
      }
      const known = new Set(domains.map((domain) => domain.id));
      domains = [...domains, ...got.answer.domains.filter((domain) => !known.has(domain.id))];
      this.domains = domains;
      this.#next = got.answer.next;
      // A page mark that comes again would never end.
      if (this.#next !== null && seen.has(this.#next)) break;
      if (this.#next !== null) seen.add(this.#next);
    } while (this.#next !== null);
    this.listing = 'done';
    if (this.everything) this.loadAll();
  }

  /** Ends the reading of the list and the call that is under way for it; what was read stays. */
  stop(): void {
    this.#list += 1;
    this.#listCall.abort();
    this.listing = 'stopped';
  }

  /** These domains are on screen: they are read once nothing moves any more. Those scrolled past are forgotten. */
  look(domains: string[]): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.everything) this.#wanted = this.#wanted.filter((id) => this.open.get(id));
      for (const domain of domains) if (!this.holdings.has(domain)) this.#want(domain, false);
    }, settle);
  }

  /** Opens or closes a domain. */
  toggle(domain: string): void {
    if (this.open.get(domain)) {
      this.open.delete(domain);
      return;
    }
    this.open.set(domain, true);
    if (!this.holdings.get(domain)?.view) this.#want(domain, true);
  }

  /** Closes a domain whose names have not come yet, and ends the call for them. */
  cancel(domain: string): void {
    this.open.delete(domain);
    this.#giveUp(domain);
  }

  reload(domain: string): Promise<void> {
    return this.#read(domain, true);
  }

  loadAll(): void {
    this.everything = true;
    for (const { id } of this.domains) if (!this.holdings.get(id)?.view) this.#want(id, false);
    this.#ended();
  }

  stopAll(): void {
    this.everything = false;
    this.#wanted = [];
    for (const domain of [...this.#running.keys()]) if (!this.open.get(domain)) this.#giveUp(domain);
  }

  /** After something was mended: begins where it ended. */
  again(): void {
    clearTimeout(this.#resume);
    this.halted = null;
    if (!this.key) void this.readKey(false);
    if (this.listing !== 'done') void this.goOn(this.domains.length === 0);
    for (const [id, holding] of this.holdings) if (holding.state === 'failed') this.#want(id, false);
    this.#pump();
  }

  /** Carries out a change in a domain and reads the domain again, whatever came of it. */
  async change(domain: string, change: ApiChange): Promise<Changed> {
    const changed = await changeApi(this.#engine, this.profile, change);
    if (changed.kind === 'failed' && changed.failure.trouble?.kind.kind === 'lost_in_rotation')
      this.lost.set(domain, changed.failure);
    // What was not reached is told where it was asked; reading it again shows whether anything is reached.
    const halts =
      changed.kind === 'failed' &&
      haltsAccount(changed.failure) &&
      changed.failure.trouble?.kind.kind !== 'not_reached';
    if (halts) this.#halt(changed.failure);
    else await this.#read(domain, true);
    return changed;
  }

  /** What is shown of the domains came by a key that could do something else. */
  #forget(): void {
    this.holdings.clear();
    for (const domain of this.open.keys()) this.#want(domain, true);
  }

  #want(domain: string, first: boolean): void {
    if (this.#running.has(domain)) return;
    this.#wanted = this.#wanted.filter((id) => id !== domain);
    if (first) this.#wanted.unshift(domain);
    else this.#wanted.push(domain);
    this.#pump();
  }

  #pump(): void {
    while (!this.halted && this.#running.size < atOnce) {
      const domain = this.#wanted.shift();
      if (domain === undefined) break;
      void this.#read(domain, false);
    }
  }

  /** Ends the call that reads a domain for the first time. One that is read again is shown meanwhile. */
  #giveUp(domain: string): void {
    this.#wanted = this.#wanted.filter((id) => id !== domain);
    if (!this.holdings.get(domain)?.view) this.#running.get(domain)?.abort();
  }

  async #read(domain: string, again: boolean): Promise<void> {
    const call = new AbortController();
    this.#running.set(domain, call);
    const before = this.holdings.get(domain);
    this.holdings.set(domain, { state: 'loading', view: before?.view ?? null, failure: null });
    const ask = { kind: 'configurations', domain, again } as const;
    const got = await askApi(this.#engine, this.profile, ask, call.signal);
    if (this.#running.get(domain) === call) this.#running.delete(domain);
    if (call.signal.aborted) {
      // As if it had never been asked for; who opens it meanwhile asks anew.
      if (before?.view) this.holdings.set(domain, before);
      else this.holdings.delete(domain);
      if (this.open.get(domain)) this.#want(domain, true);
    } else if (got.kind === 'answer') {
      this.holdings.set(domain, { state: 'loaded', view: got.answer.configurations, failure: null });
    } else {
      this.holdings.set(domain, { state: 'failed', view: before?.view ?? null, failure: got.failure });
      if (haltsAccount(got.failure)) {
        this.#wanted.unshift(domain);
        this.#halt(got.failure);
      }
    }
    this.#pump();
    this.#ended();
  }

  #ended(): void {
    if (this.listing !== 'loading' && this.#wanted.length === 0 && this.#running.size === 0)
      this.everything = false;
  }

  #halt(failure: ApiFailure): void {
    this.halted = failure;
    const kind = failure.trouble?.kind;
    if (kind?.kind !== 'limited') return;
    clearTimeout(this.#resume);
    const rest = Math.max(1000, Date.parse(kind.until) - Date.now() + 500);
    // Longer waits than a day come from a clock that was set.
    this.#resume = setTimeout(() => this.again(), Math.min(rest, 86_400_000));
  }
}

/** Of all accounts of this window. */
const accounts = new WeakMap<Engine, Map<string, Account>>();

export function accountOf(engine: Engine, profile: string): Account {
  let own = accounts.get(engine);
  if (!own) accounts.set(engine, (own = new Map()));
  let account = own.get(profile);
  if (!account) own.set(profile, (account = new Account(engine, profile)));
  return account;
}

/** The configurations to show: all, or those that fit what is searched. None: the domain does not fit either. */
export function fitting(
  domain: DomainView,
  view: ConfigurationsView | null | undefined,
  search: string,
): ConfigurationView[] | null {
  const wanted = search.trim().toLowerCase();
  const all = view?.configurations ?? [];
  if (wanted === '' || domain.name.toLowerCase().includes(wanted)) return all;
  const some = all.filter((one) => one.hostname.toLowerCase().includes(wanted));
  return some.length > 0 ? some : null;
}
