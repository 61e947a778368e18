// English: taking over from another program.
import type { ImportFormat, ImportMistake, ImportProblem, ImportRefused, LeftOutReason } from '../bindings';
import { exact, never } from './format';

const mistakes: Record<ImportMistake, string> = {
  quote_not_closed: 'a quotation mark is opened and never closed',
  comment_not_closed: 'a comment is opened and never closed',
  brace_not_closed: 'a brace is opened and never closed',
  brace_not_opened: 'a brace is closed that was never opened',
  goes_on_nowhere: 'the last line says that it goes on',
  value_missing: 'a value is missing',
  not_an_option: 'something else stands where a name with an equals sign belongs',
  json: 'this is not JSON',
  json_ends_early: 'the JSON ends in the middle',
  no_settings: 'the list `settings` is missing',
  damaged: 'the file is damaged',
};

export const importing = {
  title: 'Import',
  intro: 'Take over names from another program. Its file is only read and never changed.',
  path: 'File',
  pathHelp: 'The whole path, such as `/etc/ddclient.conf`.',
  format: 'From',
  auto: 'Tell by the content',
  formats: {
    ddclient: 'ddclient',
    inadyn: 'inadyn',
    noip_duc: 'No-IP DUC',
    ddns_updater: 'ddns-updater',
  } satisfies Record<ImportFormat, string>,
  read: 'Read the file',
  chooseFile: 'Choose a file…',
  chooseTitle: 'The settings of the other program',
  unwritable: 'The path of this file has characters that are no text. Rename the file, or copy it.',
  reading: 'Reading…',
  noPath: 'Type the path of the file, or choose it.',
  found: (program: string, path: string) => `${exact(path)} belongs to ${program}.`,
  nothing: 'There is nothing in it that can be carried over.',
  choose: 'What to import',
  secretFound: (count: number) => (count === 1 ? 'Secret found' : `${count} secrets found`),
  secretMissing: 'No secret found: type it after the import',
  keptAlready: (names: string) => `Kept already, skipped: ${names}.`,
  line: (line: number) => `line ${line}`,
  wrong: 'Cannot be imported as it stands:',
  leftOut: (count: number) => (count === 1 ? 'One thing is left out' : `${count} things are left out`),
  unknownWord: 'a word that nobody here knows',
  run: (count: number) => (count === 1 ? 'Import one account' : `Import ${count} accounts`),
  running: 'Importing…',
  noneChosen: 'Choose something first.',
  done: (count: number) => (count === 1 ? 'One account was imported.' : `${count} accounts were imported.`),
  stop: 'Turn the other program off now: two programs that write one name undo each other’s work.',
  showNames: 'Show the names',
  another: 'Another file',
  refused: 'These were not imported:',
  reasons: {
    detection: 'Hemma finds the address in its own ways.',
    fixed_address: 'a fixed address',
    running: 'how often, how long and where to log is for Hemma to decide',
    program: 'a program to run',
    mail: 'mail to send',
    proxy: 'a proxy',
    certificates: 'Hemma always checks certificates, against those of the system.',
    plain_http: 'Hemma updates encrypted all the same.',
    record_option: 'not about the address: a wildcard, mail exchanger or time to live',
    other_file: 'another file, which is not read',
    environment: 'the value comes from the environment and is not in the file',
    service_not_offered: 'a service that Hemma does not have',
    service_unknown: 'a service that nobody here knows',
    own_server: 'a server of your own for a service whose updates only go to itself',
    url_form: 'an update address of a form that Hemma cannot fill in',
    family_not_offered: 'the service keeps no addresses of that kind',
    either_family: '“IPv4 or IPv6”: Hemma keeps IPv4 until you choose otherwise.',
    no_names: 'no name is given',
    not_a_name: 'not a name that can be updated',
    wildcard_name: 'a name with `*`',
    twice: 'the same name again; the first counts',
    no_username: 'no user name is given',
    no_secret: 'no password, key or token is given',
    secret_with_marks: 'taken with the comma or quotation marks around it, as the other program does',
    unknown: 'a word that nobody here knows',
  } satisfies Record<LeftOutReason, string>,
  problem(problem: ImportProblem): string {
    switch (problem.kind) {
      case 'no_file':
        return 'There is no such file.';
      case 'not_permitted':
        return 'Hemma may not read this file. Copy it to a place that is yours, and read the copy.';
      case 'not_a_file':
        return 'This is a folder or something else, not a file.';
      case 'too_large':
        return `This is larger than ${problem.limit} KiB: hardly such a file.`;
      case 'disk':
        return `The file could not be read: ${problem.what}`;
      case 'not_text':
        return `Line ${problem.line} is not text.`;
      case 'unknown_format':
        return 'It does not show which program this file belongs to. Choose it and try again.';
      case 'mistake':
        return `There is a mistake in line ${problem.line}: ${mistakes[problem.mistake]}.`;
      default:
        return never(problem);
    }
  },
  why(why: ImportRefused): string {
    switch (why.kind) {
      case 'file_changed':
        return 'The file changed meanwhile. Read it again.';
      case 'kept_already':
        return 'All its names are kept already.';
      case 'not_saved':
        return 'It could not be saved.';
      default:
        return never(why);
    }
  },
};
