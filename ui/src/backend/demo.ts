// A back end that plays scenes, so that the whole window runs in a plain browser: `?scene=refused&lang=sv&theme=dark`.
// It judges only what a page needs judged to be tried out; the real rules live in the engine.
import type {
  Answer,
  Command,
  CommandError,
  Contact,
  Entry,
  FieldProblem,
  HistoryKind,
  HistoryPage,
  HistoryQuery,
  Language,
  ProfileDraft,
  Query,
  QueryError,
  Snapshot,
  Theme,
} from '../bindings';
import { candidates, doctorReport } from './demo-doctor';
import { changeHome } from './demo-home';
import { accountScenes } from './demo-account';
import { DemoApi, rejected, trouble } from './demo-api';
import { carryOver, readImport } from './demo-import';
import { scene, sceneNames, services, type Scene, type SceneName } from './demo-scenes';
import type { AnswerTo, Asked, Autostart, Backend, ChosenFile, News, Told } from './types';
import { rehearsal } from './demo-rehearsal';

export class DemoBackend implements Backend {
  readonly version = __VERSION__;
  /** Every command told, for tests. Secrets included: they are pretend ones. */
  readonly told: Command[] = [];
  /** Every question that was given up, for tests. */
  readonly givenUp: Query[] = [];
  /** What the next chooser of files comes to. */
  nextFile: ChosenFile = { kind: 'file', path: '/etc/ddclient.conf' };
  #name: SceneName;
  #scene: Scene;
  #listener: ((news: News) => void) | null = null;
  #autostart: Autostart = 'off';
  #delay: number;
  #refusal: CommandError | null = null;
  /** The service behind the account's API. */
  readonly api: DemoApi;

  constructor(wishes: URLSearchParams, delay = 120) {
    const wanted = wishes.get('scene') as SceneName;
    this.#name = sceneNames.includes(wanted) ? wanted : 'ok';
    this.#scene = scene(this.#name, Date.now());
    this.api = new DemoApi(accountScenes.find((one) => one === this.#name) ?? 'account');
    this.#delay = delay;
    this.#scene.snapshot.general.language = (wishes.get('lang') ?? 'system') as Language;
    this.#scene.snapshot.general.theme = (wishes.get('theme') ?? 'system') as Theme;
    this.#scene.settings.draft.general.language = wishes.get('lang') ?? 'system';
    this.#scene.settings.draft.general.theme = wishes.get('theme') ?? 'system';
  }

  async subscribe(listener: (news: News) => void): Promise<void> {
    this.#listener = listener;
    if (this.#name === 'dead') {
      listener({
        kind: 'link',
        state: { kind: 'unreachable', what: 'hemma-agent: No such file or directory (os error 2)' },
      });
    } else if (this.#name === 'old') {
      listener({
        kind: 'link',
        state: { kind: 'refused', reason: { kind: 'visitor_too_old', agent: '0.2.0', visitor: '0.1.0' } },
      });
    } else {
      this.#connect();
    }
  }

  async ask<Q extends Query['kind']>(
    query: Extract<Query, { kind: Q }>,
    signal?: AbortSignal,
  ): Promise<Asked<AnswerTo<Q>>> {
    const far = query.kind === 'api' || query.kind === 'test_key';
    await Promise.race([this.#wait(far && this.#name === 'slow' ? 33 : 1), ended(signal)]);
    if (signal?.aborted) {
      this.givenUp.push(query);
      return { kind: 'unreachable' };
    }
    const answer = this.#answer(query);
    if ('failed' in answer) return { kind: 'failed', error: answer.failed };
    return { kind: 'answer', answer: structuredClone(answer) as AnswerTo<Q> };
  }

  async tell(command: Command): Promise<Told> {
    this.told.push(command);
    await this.#wait();
    const error = this.#refusal;
    this.#refusal = null;
    if (error) return { kind: 'refused', error };
    return this.#carryOut(command);
  }

  /** Refuses the next command, whatever it is. */
  refuseNext(error: CommandError): void {
    this.#refusal = error;
  }

  async startAgent(): Promise<void> {
    this.#listener?.({ kind: 'link', state: { kind: 'connecting' } });
    await this.#wait(6);
    this.#name = 'ok';
    this.#connect();
  }

  async autostart(): Promise<Autostart> {
    return this.#autostart;
  }

  async setAutostart(on: boolean): Promise<Autostart> {
    this.#autostart = on ? 'on' : 'off';
    return this.#autostart;
  }

  async chooseFile(): Promise<ChosenFile> {
    await this.#wait();
    return this.nextFile;
  }

  async painted(): Promise<void> {}

  #connect(): void {
    this.#listener?.({ kind: 'link', state: { kind: 'connected', version: this.version } });
    this.#show(() => undefined);
  }

  #answer(query: Query): Answer | { failed: QueryError } {
    switch (query.kind) {
      case 'snapshot':
        return { kind: query.kind, snapshot: this.#scene.snapshot };
      case 'settings':
        return { kind: query.kind, settings: this.#scene.settings };
      case 'history':
        return { kind: query.kind, page: page(this.#scene, query.query) };
      case 'contacts':
        return { kind: query.kind, contacts: contacts(Date.now()) };
      case 'ipv6_candidates':
        return { kind: query.kind, candidates: candidates() };
      case 'read_import': {
        const read = readImport(query.path);
        if ('problem' in read) return { failed: { kind: 'import', problem: read.problem } };
        return { kind: 'import', found: read.found };
      }
      case 'api': {
        if (!this.#scene.settings.secrets.includes(query.profile))
          return { failed: { kind: 'api', trouble: trouble({ kind: 'no_key' }) } };
        const replied = this.api.ask(query.ask);
        if ('trouble' in replied) return { failed: { kind: 'api', trouble: replied.trouble } };
        return { kind: 'api', answer: replied.answer };
      }
      case 'rehearsal':
        return { kind: query.kind, rehearsal: rehearsal(query.profile) };
      case 'doctor':
        return {
          kind: query.kind,
          report: doctorReport(this.#scene.snapshot, query.query, this.#name === 'ill'),
        };
      case 'about_service':
        return { kind: query.kind, about: null };
      case 'test_key':
        // A key that begins with `no` is not accepted.
        if (query.test.key.startsWith('no')) return { failed: { kind: 'api', trouble: rejected() } };
        return { kind: 'api', answer: { kind: 'key', key: this.api.key() } };
    }
  }

  #carryOut(command: Command): Told {
    const { settings } = this.#scene;
    switch (command.kind) {
      case 'check_now':
        this.#check();
        return done;
      case 'pause': {
        const until = command.length === 'one_hour' ? new Date(Date.now() + 3_600_000).toISOString() : null;
        this.#show((now) => Object.assign(now, { overall: 'paused', paused: true, paused_until: until }));
        return done;
      }
      case 'resume':
        this.#show((now) => Object.assign(now, { overall: 'up_to_date', paused: false, paused_until: null }));
        return done;
      case 'release':
        this.#mend();
        return done;
      case 'dismiss': {
        const read = command.condition.kind;
        this.#show((now) => {
          now.conditions = now.conditions.filter((condition) => condition.kind.kind !== read);
        });
        return done;
      }
      case 'leave_to_other': {
        const { record } = command;
        this.#show((now) => {
          now.conditions = now.conditions.filter(
            ({ kind }) => kind.kind !== 'second_writer' || kind.record !== record,
          );
        }, true);
        return done;
      }
      case 'follow_line':
        this.#show((now) => {
          now.conditions = now.conditions.filter((condition) => condition.kind.kind !== 'address_jumps');
        });
        return done;
      case 'save_profile': {
        const problems = judge(command.profile);
        if (problems.length > 0) return { kind: 'refused', error: { kind: 'invalid', problems } };
        this.#save(
          command.profile,
          command.secrets.map((secret) => secret.key),
        );
        return done;
      }
      case 'remove_profile': {
        settings.draft.profile = settings.draft.profile.filter((profile) => profile.id !== command.profile);
        this.#show((now) => (now.names = now.names.filter((name) => name.profile !== command.profile)), true);
        return done;
      }
      case 'save_preferences': {
        const { days } = command.preferences.history;
        if (days !== null && (days < 1 || days > 36500)) {
          const problem = { kind: 'out_of_range', least: '1', most: '36500' } as const;
          return {
            kind: 'refused',
            error: { kind: 'invalid', problems: [{ path: ['history', 'days'], problem, line: null }] },
          };
        }
        Object.assign(settings.draft, structuredClone(command.preferences));
        this.#show((now) => {
          now.general.language = (command.preferences.general.language ?? 'system') as Language;
          now.general.theme = (command.preferences.general.theme ?? 'system') as Theme;
        }, true);
        return done;
      }
      case 'mark_home':
      case 'decline_home':
      case 'forget_home':
      case 'never_moves':
        this.#show((now) => changeHome(command, now), true);
        return done;
      case 'unlock_vault':
        this.#show((now) => {
          now.surfaces.vault = null;
          now.conditions = now.conditions.filter((condition) => condition.kind.kind !== 'vault_unavailable');
        });
        return done;
      case 'choose_vault':
        settings.vault = command.vault;
        this.#show((now) => (now.surfaces.vault = null), true);
        return done;
      case 'import': {
        const { saved, refused } = carryOver(command);
        for (const profile of saved) this.#save(profile, [profile.id ?? '']);
        return refused.length > 0 ? { kind: 'refused', error: { kind: 'not_imported', refused } } : done;
      }
      case 'api': {
        const replied = this.api.change(command.change);
        if ('trouble' in replied)
          return { kind: 'refused', error: { kind: 'api', trouble: replied.trouble } };
        return { kind: 'done', done: replied.answer };
      }
      case 'open_window':
      case 'quit':
        return done;
    }
  }

  #save(profile: ProfileDraft, keys: string[]): void {
    const { settings } = this.#scene;
    const place = settings.draft.profile.findIndex((one) => one.id === profile.id);
    if (place >= 0) settings.draft.profile[place] = structuredClone(profile);
    else settings.draft.profile.push(structuredClone(profile));
    settings.secrets = [...new Set([...settings.secrets, ...keys])];
    const service = services.find((one) => one.id === profile.service);
    this.#show((now) => {
      const others = now.names.filter((name) => name.profile !== profile.id);
      const own = profile.name.map((name) => ({
        profile: profile.id ?? '',
        label: profile.label ?? service?.name ?? '',
        service: profile.service ?? '',
        service_name: service?.name ?? '',
        name: name.name ?? '',
        hostname: name.name,
        enabled: name.enabled ?? true,
        records: [],
      }));
      now.names = [...others, ...own];
    }, true);
    if (profile.id === this.#scene.snapshot.latches[0]?.latch.profile && keys.length > 0) this.#mend();
    else this.#check();
  }

  /** As if a stop was lifted and the next try succeeded. */
  #mend(): void {
    const healthy = scene('ok', Date.now()).snapshot;
    this.#show((now) => Object.assign(now, { latches: [], conditions: [], names: healthy.names }));
    this.#check();
  }

  #check(): void {
    const before = this.#scene.snapshot.overall;
    this.#show((now) => (now.overall = 'working'));
    setTimeout(() => {
      this.#show((now) => {
        now.overall = now.conditions.some((condition) => condition.severity === 'action')
          ? before
          : now.names.length === 0
            ? 'empty'
            : 'up_to_date';
        now.last_check = now.at;
        now.next_check = { at: new Date(Date.now() + 300_000).toISOString(), reason: 'safety_poll' };
      });
    }, this.#delay * 8);
  }

  #show(change: (snapshot: Snapshot) => unknown, settingsToo = false): void {
    const { snapshot } = this.#scene;
    snapshot.number += 1;
    snapshot.at = new Date().toISOString();
    change(snapshot);
    if (settingsToo) snapshot.settings_revision += 1;
    this.#listener?.({ kind: 'snapshot', snapshot: structuredClone(snapshot) });
  }

  #wait(times = 1): Promise<void> {
    return new Promise((wake) => setTimeout(wake, this.#delay * times));
  }
}

/** Comes when a question is given up; never otherwise. */
function ended(signal?: AbortSignal): Promise<void> {
  return new Promise((wake) => signal?.addEventListener('abort', () => wake(), { once: true }));
}

const done: Told = { kind: 'done', done: { kind: 'plain' } };

function judge(profile: ProfileDraft): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const names = profile.name.map((entry) => entry.name ?? '');
  names.forEach((name, place) => {
    const path = ['profile', 'name', place, 'name'];
    const wrong = (problem: FieldProblem['problem']) => problems.push({ path, problem, line: null });
    if (name === '') wrong({ kind: 'name', problem: { kind: 'empty' } });
    else if (/\s/.test(name)) wrong({ kind: 'name', problem: { kind: 'bad_character', character: ' ' } });
    else if (names.indexOf(name) !== place) wrong({ kind: 'duplicate' });
  });
  if (services.find((one) => one.id === profile.service)?.needs_username && !profile.username) {
    problems.push({ path: ['profile', 'username'], problem: { kind: 'missing' }, line: null });
  }
  if (profile.endpoint && !profile.endpoint.startsWith('https://')) {
    problems.push({ path: ['profile', 'endpoint'], problem: { kind: 'not_https' }, line: null });
  }
  return problems;
}

function page(scene: Scene, query: HistoryQuery): HistoryPage {
  const limit = query.limit || 50;
  const fitting = scene.history.filter(
    ({ sequence, entry }) =>
      (query.before === null || sequence < query.before) &&
      (query.name === null || entry.record?.split('/')[1] === query.name) &&
      (query.kinds.length === 0 || query.kinds.includes(kindOf(entry))) &&
      (query.since === null || entry.at >= query.since) &&
      (query.until === null || entry.at < query.until),
  );
  const entries = fitting.slice(0, limit);
  return { entries, next: fitting.length > limit ? (entries.at(-1)?.sequence ?? null) : null };
}

function kindOf(entry: Entry): HistoryKind {
  switch (entry.kind.kind) {
    case 'address_seen':
    case 'address_held':
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
    default:
      return 'system';
  }
}

function contacts(now: number): Contact[] {
  const last = (ago: number) => new Date(now - ago * 1000).toISOString();
  return [
    { server: 'api.ipify.org', purpose: 'look', times: 2610, last: last(120) },
    { server: 'cloudflare.com', purpose: 'look', times: 2610, last: last(120) },
    { server: 'dynupdate.no-ip.com', purpose: 'update', times: 3, last: last(93_600) },
    { server: 'ns1.example.se', purpose: 'proof', times: 7, last: last(93_598) },
  ];
}
