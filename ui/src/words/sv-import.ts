// Svenska: att ta över från ett annat program.
import type { ImportMistake } from '../bindings';
import type { importing as english } from './en-import';
import { exact, never } from './format';

const mistakes: Record<ImportMistake, string> = {
  quote_not_closed: 'ett citattecken öppnas men stängs aldrig',
  comment_not_closed: 'en kommentar öppnas men stängs aldrig',
  brace_not_closed: 'en klammer öppnas men stängs aldrig',
  brace_not_opened: 'en klammer stängs som aldrig öppnats',
  goes_on_nowhere: 'sista raden säger att den fortsätter',
  value_missing: 'ett värde saknas',
  not_an_option: 'något annat står där ett namn med likhetstecken hör hemma',
  json: 'det här är inte JSON',
  json_ends_early: 'JSON-texten slutar mitt i',
  no_settings: 'listan `settings` saknas',
  damaged: 'filen är skadad',
};

export const importing: typeof english = {
  title: 'Importera',
  intro: 'Ta över namn från ett annat program. Dess fil läses bara och ändras aldrig.',
  path: 'Fil',
  pathHelp: 'Hela sökvägen, till exempel `/etc/ddclient.conf`.',
  format: 'Från',
  auto: 'Avgör av innehållet',
  formats: { ddclient: 'ddclient', inadyn: 'inadyn', noip_duc: 'No-IP DUC', ddns_updater: 'ddns-updater' },
  read: 'Läs filen',
  chooseFile: 'Välj en fil…',
  chooseTitle: 'Det andra programmets inställningar',
  unwritable: 'Filens sökväg har tecken som inte är text. Byt namn på filen eller kopiera den.',
  reading: 'Läser…',
  noPath: 'Skriv sökvägen till filen, eller välj den.',
  found: (program, path) => `${exact(path)} hör till ${program}.`,
  nothing: 'Det finns inget i den som kan föras över.',
  choose: 'Vad som ska importeras',
  secretFound: (count) => (count === 1 ? 'Hemlighet hittad' : `${count} hemligheter hittade`),
  secretMissing: 'Ingen hemlighet hittad: skriv in den efter importen',
  keptAlready: (names) => `Sköts redan, hoppas över: ${names}.`,
  line: (line) => `rad ${line}`,
  wrong: 'Kan inte importeras som det står:',
  leftOut: (count) => (count === 1 ? 'En sak utelämnas' : `${count} saker utelämnas`),
  unknownWord: 'ett ord som ingen här känner till',
  run: (count) => (count === 1 ? 'Importera ett konto' : `Importera ${count} konton`),
  running: 'Importerar…',
  noneChosen: 'Välj något först.',
  done: (count) => (count === 1 ? 'Ett konto importerades.' : `${count} konton importerades.`),
  stop: 'Stäng av det andra programmet nu: två program som skriver till samma namn gör om varandras arbete.',
  showNames: 'Visa namnen',
  another: 'En annan fil',
  refused: 'De här importerades inte:',
  reasons: {
    detection: 'Hemma hittar adressen på sina egna sätt.',
    fixed_address: 'en fast adress',
    running: 'hur ofta, hur länge och vart det loggas avgör Hemma',
    program: 'ett program att köra',
    mail: 'e-post att skicka',
    proxy: 'en proxy',
    certificates: 'Hemma kontrollerar alltid certifikat, mot systemets.',
    plain_http: 'Hemma uppdaterar krypterat ändå.',
    record_option: 'handlar inte om adressen: jokerpost, e-postserver eller livslängd',
    other_file: 'en annan fil, som inte läses',
    environment: 'värdet kommer från miljön och finns inte i filen',
    service_not_offered: 'en tjänst som Hemma inte har',
    service_unknown: 'en tjänst som ingen här känner till',
    own_server: 'en egen server för en tjänst vars uppdateringar bara går till den själv',
    url_form: 'en uppdateringsadress i en form som Hemma inte kan fylla i',
    family_not_offered: 'tjänsten hanterar inte den sortens adresser',
    either_family: '”IPv4 eller IPv6”: Hemma sköter IPv4 tills du väljer annat.',
    no_names: 'inget namn är angivet',
    not_a_name: 'inget namn som kan uppdateras',
    wildcard_name: 'ett namn med `*`',
    twice: 'samma namn igen; det första gäller',
    no_username: 'inget användarnamn är angivet',
    no_secret: 'inget lösenord, ingen nyckel eller token är angiven',
    secret_with_marks: 'tagen med kommatecknet eller citattecknen runt om, som det andra programmet gör',
    unknown: 'ett ord som ingen här känner till',
  },
  problem(problem) {
    switch (problem.kind) {
      case 'no_file':
        return 'Det finns ingen sådan fil.';
      case 'not_permitted':
        return 'Hemma får inte läsa filen. Kopiera den till en plats som är din och läs kopian.';
      case 'not_a_file':
        return 'Det här är en mapp eller något annat, inte en fil.';
      case 'too_large':
        return `Det här är större än ${problem.limit} KiB: knappast en sådan fil.`;
      case 'disk':
        return `Filen kunde inte läsas: ${problem.what}`;
      case 'not_text':
        return `Rad ${problem.line} är inte text.`;
      case 'unknown_format':
        return 'Det framgår inte vilket program filen hör till. Välj det och försök igen.';
      case 'mistake':
        return `Det finns ett fel på rad ${problem.line}: ${mistakes[problem.mistake]}.`;
      default:
        return never(problem);
    }
  },
  why(why) {
    switch (why.kind) {
      case 'file_changed':
        return 'Filen har ändrats under tiden. Läs den igen.';
      case 'kept_already':
        return 'Alla dess namn sköts redan.';
      case 'not_saved':
        return 'Det kunde inte sparas.';
      default:
        return never(why);
    }
  },
};
