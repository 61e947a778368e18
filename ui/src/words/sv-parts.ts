// Svenska delar av meningar: skäl och orsaker, som de står efter ett kolon eller inne i en mening.
import type {
  AtService,
  Cause,
  LaterReason,
  LookProblem,
  NotPublishable,
  Reason,
  Refusal,
  UnclearReason,
  VaultProblem,
  WouldChange,
} from '../bindings';
import { never, sourceNames } from './format';

export const family = { ipv4: 'IPv4', ipv6: 'IPv6' };

export const notPublishable: Record<NotPublishable, string> = {
  private: 'gäller bara i ett hemnätverk',
  carrier_nat: 'delas av många av operatörens kunder',
  loopback: 'betyder bara den här datorn',
  link_local: 'gäller bara på en och samma kabel',
  unspecified: 'betyder ingen adress alls',
  multicast: 'är till för grupper av datorer',
  documentation: 'är reserverad för exempel',
  benchmarking: 'är reserverad för mätningar',
  reserved: 'är reserverad',
  shared_service: 'hör till en tjänst som alla delar',
  translated: 'innehåller en annan adress',
  public_resolver: 'hör till en välkänd DNS-tjänst',
  content_network: 'hör till ett nät framför webbplatser, inte till dig',
};

export const refusal: Record<Refusal, string> = {
  login_refused: 'nekade inloggningen',
  host_unknown: 'känner inte till namnet',
  name_malformed: 'tycker att namnet är felskrivet',
  client_blocked: 'nekade själva Hemma',
  account_blocked: 'spärrade kontot eller namnet',
  feature_not_paid: 'kräver ett betalkonto för det här',
  request_refused: 'nekade begäran som sådan',
  forbidden: 'förbjöd uppdateringen',
  secret_missing: 'tillfrågades inte: ingen hemlighet är sparad',
  too_many_no_change: 'svarade ”ingen ändring” gång på gång',
  contact_missing: 'tillfrågades inte: det här bygget anger ingen ansvarig',
  written_elsewhere: 'tillfrågades inte: någon annan skriver namnet',
};

export const reason: Record<Reason, string> = {
  settling: 'nätverket håller på att stabilisera sig',
  safety_poll: 'den vanliga kontrollen',
  look_again: 'förra kontrollen gav inget tydligt svar',
  dwelling: 'en ny adress måste först bestå en stund',
  min_interval: 'tjänsten vill ha avstånd mellan uppdateringar',
  request_gap: 'tjänsten vill ha ett mellanrum mellan anrop',
  back_off: 'tjänsten bad om väntan',
  proving: 'DNS tillfrågas igen',
  refresh: 'namnet behöver förnyas då och då',
  pause_ends: 'pausen tar slut',
  health: 'något kan behöva berättas',
  job_deadline: 'något tar lång tid',
};

export const cause: Record<Cause, string> = {
  start: 'Hemma startade.',
  link_moved: 'Nätverket förändrades.',
  router_moved: 'Routern meddelade en ändring.',
  woke_up: 'Datorn vaknade.',
  safety_poll: 'Det var dags för den vanliga kontrollen.',
  look_again: 'Förra kontrollen gav inget tydligt svar, så Hemma tittade igen.',
  person: 'Du bad om en kontroll.',
  settings: 'Inställningarna ändrades.',
};

export const vault: Record<VaultProblem, string> = {
  missing: 'Ingen nyckelring är igång på den här datorn.',
  locked: 'Nyckelringen är låst.',
  timed_out: 'Nyckelringen svarade inte i tid.',
  failed: 'Nyckelringen vägrade.',
  password_needed: 'Den förseglade filen behöver sitt lösenord.',
  secret_file_unsafe: 'En fil med en hemlighet kan läsas av andra, eller inte alls.',
};

export const wouldChange: Record<WouldChange, string> = {
  two_operators_agree: 'Två oberoende källor som är ense om en annan adress skulle ändra det.',
  an_answer: 'Vilket svar som helst skulle hjälpa.',
  second_operator: 'En andra oberoende källa som säger samma sak avgör det.',
  echo_over_tls: 'En källa över en säker anslutning som säger samma sak avgör det.',
  agreement: 'Källor som är ense avgör det.',
  public_address: 'En adress som får publiceras avgör det.',
  staying: 'Den godtas om den står kvar.',
  person: 'Ditt val avgör det.',
  own_address: 'En adress på den här datorn själv skulle ändra det.',
};

export function source(id: string): string {
  if (id === 'router') return 'din router';
  return id === 'interface' ? 'datorns nätverkskort' : (sourceNames[id] ?? id);
}

export function look(problem: LookProblem): string {
  switch (problem.kind) {
    case 'no_network':
      return 'det fanns inget nätverk';
    case 'name_lookup':
      return 'dess namn kunde inte slås upp';
    case 'connection':
      return 'anslutningen misslyckades';
    case 'timed_out':
      return 'inget svar kom i tid';
    case 'tls':
      return problem.clock_suspect
        ? 'certifikatet gäller inte vid datorns datum; går klockan rätt?'
        : 'certifikatet kunde inte godtas';
    case 'intercepted':
      return 'en webbsida kom tillbaka; någon däremellan svarade';
    case 'not_an_address':
      return 'svaret var ingen adress';
    case 'wrong_family':
      return 'fel sorts adress kom tillbaka';
    case 'tunnel':
      return 'den ser en tunnel';
    case 'refused':
      return 'den bad att få vara i fred';
    case 'status':
      return 'servern svarade med ett fel';
    case 'mismatch':
      return 'svaren hörde inte till frågan; någon kan finnas däremellan';
    case 'too_long':
      return 'svaret var alldeles för långt';
    case 'lost':
      return 'frågan gick förlorad';
    default:
      return never(problem);
  }
}

export function later(why: LaterReason): string {
  switch (why.kind) {
    case 'service_trouble':
      return 'tjänsten har problem';
    case 'too_often':
      return 'tjänsten ber om väntan';
    case 'intercepted':
      return 'någon däremellan svarade i stället för tjänsten';
    case 'not_sent':
      return `begäran kom inte fram: ${look(why.problem)}`;
    case 'empty_answer':
      return 'svaret var tomt';
    case 'not_found':
      return 'det finns inget på uppdateringsadressen';
    case 'secret_unavailable':
      return 'hemligheten kunde inte läsas; inget skickades';
    default:
      return never(why);
  }
}

export function unclear(why: UnclearReason): string {
  switch (why.kind) {
    case 'answer_lost':
      return `svaret gick förlorat (${look(why.problem)})`;
    case 'unknown_word':
      return 'tjänsten använde ett ord som ingen känner';
    case 'missing_line':
      return 'svaret saknar en rad för det här namnet';
    case 'restarted':
      return 'Hemma stannade innan svaret kom';
    default:
      return never(why);
  }
}

/** A source's own name keeps its spelling at the beginning of a sentence too. */
export function begin(text: string, id: string): string {
  return id === 'interface' ? capital(text) : text;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Vad tjänstens API berättade om ett namn som den nekar. */
export const atService: Record<AtService, string> = {
  token_renewed:
    'Namnet hade fått en ny nyckel hos tjänsten. Hemma hämtade den och försöker igen av sig själv.',
  disabled: 'Uppdateringar av namnet är avstängda hos tjänsten. Slå på dem igen under kontot.',
  deleted: 'Namnets konfiguration finns inte längre i kontot. Skapa den på nytt, eller ta bort namnet här.',
  token_hidden:
    'Konfigurationen finns, men API-nyckeln får inte se namnets nyckel. Ge API-nyckeln write:domains, eller klistra in namnets nyckel.',
  as_here:
    'Konfigurationen finns, är påslagen och har den nyckel som Hemma använder. Försök igen; om det nekas på nytt, fråga tjänsten.',
};
