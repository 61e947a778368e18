// What is said of an API's trouble: what happened, and what Hemma does meanwhile.
import type { ApiTrouble } from '../bindings';
import type { ApiFailure } from '../state/api';
import type { Words } from './en';

export interface TroubleWords {
  title: string;
  body: string;
  /** What else may help. */
  hint: string | null;
}

export function troubleWords(words: Words, failure: ApiFailure): TroubleWords {
  if (failure.trouble === null) return { ...words.api.trouble.silent, hint: null };
  return ofTrouble(words, failure.trouble);
}

/** The trouble in one breath, where there is no room for more. */
export function troubleLine(words: Words, trouble: ApiTrouble): string {
  const { title, hint } = ofTrouble(words, trouble);
  const unclear = trouble.unclear ? words.api.trouble.unclear : null;
  const says = trouble.detail ? words.api.trouble.says(trouble.detail) : null;
  return [title, hint, says, unclear].filter(Boolean).join(' ');
}

function ofTrouble(words: Words, trouble: ApiTrouble): TroubleWords {
  const say = words.api.trouble;
  const plain = (of: { title: string; body: string }, hint: string | null = null): TroubleWords => ({
    title: of.title,
    body: trouble.unclear ? say.unclear : of.body,
    hint,
  });
  const { kind } = trouble;
  switch (kind.kind) {
    case 'no_key':
      return plain(say.noKey);
    case 'vault':
      return plain(say.vault, words.told.vault[kind.problem]);
    case 'invalid':
      return plain(say.invalid);
    case 'key_rejected':
      return plain(say.rejected, kind.address_changed ? say.rejected.moved : say.rejected.hint);
    case 'not_allowed':
      return plain(
        say.notAllowed,
        kind.scopes.length > 0 ? say.notAllowed.scopes(words.format.list(kind.scopes.map(code))) : null,
      );
    case 'closed':
      return plain(say.closed);
    case 'gone':
      return plain(say.gone);
    case 'conflict':
      return plain(say.conflict);
    case 'limited':
      return plain(say.limited);
    case 'unavailable':
      return plain(say.unavailable);
    case 'not_reached':
      return plain(say.notReached);
    case 'strange':
      return plain(say.strange);
    case 'lost_in_rotation':
      return plain(say.lost);
  }
}

function code(scope: string): string {
  return '`' + scope + '`';
}
