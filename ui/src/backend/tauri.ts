// The real back end: three couriers and a few things only the frame can do.
import { Channel, invoke } from '@tauri-apps/api/core';
import type { Command, CommandError, Done, Query, QueryError } from '../bindings';
import type { AnswerTo, Asked, Autostart, Backend, ChosenFile, News, Told } from './types';

/** How the frame says that a courier came back without an answer. */
type Failure<E> =
  { kind: 'refused'; error: E } | { kind: 'unreachable'; what: string } | { kind: 'given_up' };

function isRefusal<E>(failure: unknown): failure is Extract<Failure<E>, { kind: 'refused' }> {
  return typeof failure === 'object' && failure !== null && 'kind' in failure && failure.kind === 'refused';
}

export class TauriBackend implements Backend {
  readonly version = __VERSION__;
  /** Kept, so that it is not collected while the frame writes into it. */
  #news: Channel<News> | null = null;
  /** Counts the questions, so that one can be given up. */
  #calls = 0;

  async tell(command: Command): Promise<Told> {
    try {
      return { kind: 'done', done: await invoke<Done>('tell', { command }) };
    } catch (failure) {
      return isRefusal<CommandError>(failure)
        ? { kind: 'refused', error: failure.error }
        : { kind: 'unreachable' };
    }
  }

  async ask<Q extends Query['kind']>(
    query: Extract<Query, { kind: Q }>,
    signal?: AbortSignal,
  ): Promise<Asked<AnswerTo<Q>>> {
    if (signal?.aborted) return { kind: 'unreachable' };
    const call = (this.#calls += 1);
    const giveUp = () => void invoke('give_up', { call }).catch(() => undefined);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return { kind: 'answer', answer: await invoke<AnswerTo<Q>>('ask', { query, call }) };
    } catch (failure) {
      return isRefusal<QueryError>(failure)
        ? { kind: 'failed', error: failure.error }
        : { kind: 'unreachable' };
    } finally {
      signal?.removeEventListener('abort', giveUp);
    }
  }

  async subscribe(listener: (news: News) => void): Promise<void> {
    this.#news = new Channel<News>();
    this.#news.onmessage = listener;
    await invoke('subscribe', { news: this.#news });
  }

  async startAgent(): Promise<void> {
    await invoke('start_agent');
  }

  autostart(): Promise<Autostart> {
    return invoke<Autostart>('autostart').catch(() => 'unknown' as const);
  }

  setAutostart(on: boolean): Promise<Autostart> {
    return invoke<Autostart>('set_autostart', { on }).catch(() => 'unknown' as const);
  }

  chooseFile(title: string): Promise<ChosenFile> {
    return invoke<ChosenFile>('choose_file', { title }).catch(() => ({ kind: 'nothing' as const }));
  }

  async painted(theme: 'light' | 'dark'): Promise<void> {
    await invoke('painted', { theme }).catch(() => undefined);
  }
}
