// Questions and changes that go to a service's own API, with what went wrong kept as it came.
import type { ApiAnswer, ApiChange, ApiQuery, ApiTrouble, Done, KeyToTest, KeyView } from '../bindings';
import type { Asked, Told } from '../backend';
import type { Engine } from './engine.svelte';

/** Why there is no answer. */
export interface ApiFailure {
  /** None: Hemma itself did not answer. */
  trouble: ApiTrouble | null;
  /** When it was noticed. */
  at: number;
}

export type Got<A> = { kind: 'answer'; answer: A } | { kind: 'failed'; failure: ApiFailure };

export type Changed =
  | { kind: 'done'; done: Done }
  | { kind: 'failed'; failure: ApiFailure }
  /** It was not the API that refused. */
  | { kind: 'refused'; told: Exclude<Told, { kind: 'done' }> };

export async function askApi<K extends ApiQuery['kind']>(
  engine: Engine,
  profile: string,
  ask: Extract<ApiQuery, { kind: K }>,
  signal?: AbortSignal,
): Promise<Got<Extract<ApiAnswer, { kind: K }>>> {
  return read<K>(await engine.ask({ kind: 'api', profile, ask }, signal));
}

export async function testKey(engine: Engine, test: KeyToTest): Promise<Got<KeyView>> {
  const got = read<'key'>(await engine.ask({ kind: 'test_key', test }));
  return got.kind === 'answer' ? { kind: 'answer', answer: got.answer.key } : got;
}

export async function changeApi(engine: Engine, profile: string, change: ApiChange): Promise<Changed> {
  const told = await engine.tell({ kind: 'api', profile, change });
  if (told.kind === 'done') return { kind: 'done', done: told.done };
  if (told.kind === 'refused' && told.error.kind === 'api')
    return { kind: 'failed', failure: { trouble: told.error.trouble, at: Date.now() } };
  return { kind: 'refused', told };
}

function read<K extends ApiAnswer['kind']>(
  asked: Asked<{ kind: 'api'; answer: ApiAnswer }>,
): Got<Extract<ApiAnswer, { kind: K }>> {
  if (asked.kind === 'answer')
    return { kind: 'answer', answer: asked.answer.answer as Extract<ApiAnswer, { kind: K }> };
  const trouble = asked.kind === 'failed' && asked.error.kind === 'api' ? asked.error.trouble : null;
  return { kind: 'failed', failure: { trouble, at: Date.now() } };
}

/** Whether it is the key or the whole account that is in trouble, not one thing of it. */
export function haltsAccount(failure: ApiFailure): boolean {
  if (failure.trouble === null) return true;
  switch (failure.trouble.kind.kind) {
    case 'no_key':
    case 'vault':
    case 'key_rejected':
    case 'limited':
    case 'not_reached':
      return true;
    case 'invalid':
    case 'not_allowed':
    case 'closed':
    case 'gone':
    case 'conflict':
    case 'unavailable':
    case 'strange':
    case 'lost_in_rotation':
      return false;
  }
}
