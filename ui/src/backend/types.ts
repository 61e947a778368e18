// The only way out of the page. `tauri.ts` is the real one; `demo.ts` plays scenes in any browser.
import type {
  Answer,
  Command,
  CommandError,
  Done,
  LinkState,
  Query,
  QueryError,
  Snapshot,
} from '../bindings';

/** What came of a command. */
export type Told =
  /** Carried out, with what it has to tell beside that. */
  | { kind: 'done'; done: Done }
  /** Nothing was changed, for a reason that the page can show. */
  | { kind: 'refused'; error: CommandError }
  /** There is no agent to tell. */
  | { kind: 'unreachable' };

/** What came of a question. */
export type Asked<A> =
  { kind: 'answer'; answer: A } | { kind: 'failed'; error: QueryError } | { kind: 'unreachable' };

/** The answer that belongs to a question; most are called like it. */
export type AnswerTo<Q extends Query['kind']> = Extract<Answer, { kind: AnswerKindTo<Q> }>;

type AnswerKindTo<Q> = Q extends 'test_key' ? 'api' : Q extends 'read_import' ? 'import' : Q;

/** What arrives by itself. */
export type News = { kind: 'snapshot'; snapshot: Snapshot } | { kind: 'link'; state: LinkState };

/** Whether Hemma starts at login. `broken`: an entry is there and points to nothing. */
export type Autostart = 'on' | 'off' | 'broken' | 'unknown';

/** What came of asking for a file. `nothing`: the person changed their mind. `unwritable`: its path is no text. */
export type ChosenFile = { kind: 'file'; path: string } | { kind: 'nothing' } | { kind: 'unwritable' };

export interface Backend {
  /** Passes a wish on. */
  tell(command: Command): Promise<Told>;
  /**
   * Passes a question on. When it is given up by the signal, what was begun for it ends as well, and it counts as not
   * answered.
   */
  ask<Q extends Query['kind']>(
    query: Extract<Query, { kind: Q }>,
    signal?: AbortSignal,
  ): Promise<Asked<AnswerTo<Q>>>;
  /** Begins to pass snapshots and the state of the link to the listener, in order. Once per page. */
  subscribe(listener: (news: News) => void): Promise<void>;
  /** Starts the agent if it is not there; what comes of it arrives as news. */
  startAgent(): Promise<void>;
  autostart(): Promise<Autostart>;
  setAutostart(on: boolean): Promise<Autostart>;
  /** Lets the person choose a file of theirs with the system's own chooser. */
  chooseFile(title: string): Promise<ChosenFile>;
  /** Tells the frame that something can be seen, so that it may show the window. */
  painted(theme: 'light' | 'dark'): Promise<void>;
  /** The window's own version. */
  readonly version: string;
}
