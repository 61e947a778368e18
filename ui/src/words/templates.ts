// What can be wrong with a request that a person wrote, in both languages.
import type { TemplateProblem } from '../bindings';
import { never } from './format';

export function templateProblemEn(problem: TemplateProblem): string {
  switch (problem.kind) {
    case 'not_https':
      return 'The address must begin with https://, so that nobody can read the password on the way.';
    case 'placeholder_in_host':
      return 'The server must be written out, so that nothing else can decide who gets the password.';
    case 'unknown_placeholder':
      return `Hemma does not know {${problem.word}}. These exist: ${problem.allowed.join(', ')}.`;
    case 'unbalanced':
      return 'There is a brace without its partner. A placeholder looks like {hostname}.';
    case 'nothing_named':
      return 'The address must name {hostname} or carry {token}.';
    case 'secret_written_out':
      return `Write ${problem.parameter}={token} and type the secret into its own field.`;
    case 'malformed':
      return 'This is not an address Hemma can use: https://host/path?name={hostname}&ip={ip}.';
    default:
      return never(problem);
  }
}

export function templateProblemSv(problem: TemplateProblem): string {
  switch (problem.kind) {
    case 'not_https':
      return 'Adressen måste börja med https://, så att ingen kan läsa lösenordet på vägen.';
    case 'placeholder_in_host':
      return 'Servern måste skrivas ut, så att inget annat kan avgöra vem som får lösenordet.';
    case 'unknown_placeholder':
      return `Hemma känner inte till {${problem.word}}. De här finns: ${problem.allowed.join(', ')}.`;
    case 'unbalanced':
      return 'Det finns en klammer utan partner. En platshållare ser ut så här: {hostname}.';
    case 'nothing_named':
      return 'Adressen måste innehålla {hostname} eller {token}.';
    case 'secret_written_out':
      return `Skriv ${problem.parameter}={token} och fyll i hemligheten i sitt eget fält.`;
    case 'malformed':
      return 'Det här är ingen adress som Hemma kan använda: https://värd/sökväg?name={hostname}&ip={ip}.';
    default:
      return never(problem);
  }
}
