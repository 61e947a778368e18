// Why a wish was not carried out, in one sentence.
import type { ProblemKind } from '../bindings';
import type { Told } from '../backend';
import type { Words } from './en';
import { troubleLine } from './trouble';

export function failure(words: Words, told: Exclude<Told, { kind: 'done' }>): string {
  if (told.kind === 'unreachable') return words.failed.unreachable;
  const { error } = told;
  switch (error.kind) {
    case 'invalid':
      return words.form.wrong(error.problems.length);
    case 'file_has_mistakes': {
      const lines = error.problems.map(
        ({ line, problem }) => (line ? `${words.settings.atLine(line)}: ` : '') + words.told.problem(problem),
      );
      return [words.failed.fileHasMistakes, ...lines].join(' ');
    }
    case 'vault':
      return words.told.vault[error.problem];
    case 'not_saved':
      return words.failed.notSaved(error.what);
    case 'gone':
      return words.failed.gone;
    case 'no_window':
      return words.failed.noWindow(error.what);
    case 'import':
      return words.importing.problem(error.problem);
    case 'not_imported':
      return [words.importing.refused, ...error.refused.map(({ why }) => words.importing.why(why))].join(' ');
    case 'api':
      return troubleLine(words, error.trouble);
    case 'shutting_down':
      return words.failed.shuttingDown;
  }
}

/** What is wrong with each field of a short form, by the first step of its path. `domain` is the one it belongs to. */
export function problemsOf(
  told: Exclude<Told, { kind: 'done' }>,
  words: Words,
  domain = '',
): Record<string, string> {
  if (told.kind !== 'refused' || told.error.kind !== 'invalid') return {};
  const say = (problem: ProblemKind) =>
    problem.kind === 'not_in_zone' ? words.api.configuration.outside(domain) : words.told.problem(problem);
  return Object.fromEntries(told.error.problems.map(({ path, problem }) => [String(path[0]), say(problem)]));
}
