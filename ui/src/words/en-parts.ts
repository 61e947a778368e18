// English parts of sentences: reasons and causes, as they stand after a colon or inside a sentence.
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
  private: 'is only valid inside a home network',
  carrier_nat: 'is shared by many customers of your provider',
  loopback: 'only means this computer',
  link_local: 'is only valid on one cable',
  unspecified: 'means no address at all',
  multicast: 'is for groups of computers',
  documentation: 'is reserved for examples',
  benchmarking: 'is reserved for measurements',
  reserved: 'is reserved',
  shared_service: 'belongs to a service shared by everybody',
  translated: 'contains another address',
  public_resolver: 'belongs to a well-known DNS service',
  content_network: 'belongs to a network in front of websites, not to you',
};

export const refusal: Record<Refusal, string> = {
  login_refused: 'refused the login',
  host_unknown: 'does not know the name',
  name_malformed: 'finds the name malformed',
  client_blocked: 'refused Hemma itself',
  account_blocked: 'blocked the account or name',
  feature_not_paid: 'wants a paid account for this',
  request_refused: 'refused the request as such',
  forbidden: 'forbade the update',
  secret_missing: 'was not asked: no secret is stored',
  too_many_no_change: 'said “no change” again and again',
  contact_missing: 'was not asked: this build names no maintainer',
  written_elsewhere: 'was not asked: somebody else writes the name',
};

export const reason: Record<Reason, string> = {
  settling: 'the network is settling',
  safety_poll: 'the ordinary check',
  look_again: 'the last look was not clear',
  dwelling: 'a new address must stay a while first',
  min_interval: 'the service wants some distance between updates',
  request_gap: 'the service wants a gap between requests',
  back_off: 'the service asked to wait',
  proving: 'DNS is asked again',
  refresh: 'the name needs a refresh from time to time',
  pause_ends: 'the pause ends',
  health: 'something may need telling',
  job_deadline: 'something takes long',
};

export const cause: Record<Cause, string> = {
  start: 'Hemma started.',
  link_moved: 'The network changed.',
  router_moved: 'The router reported a change.',
  woke_up: 'The computer woke up.',
  safety_poll: 'It was time for the ordinary check.',
  look_again: 'The last look was not clear, so Hemma looked again.',
  person: 'You asked for a check.',
  settings: 'The settings changed.',
};

export const vault: Record<VaultProblem, string> = {
  missing: 'No keychain is running on this computer.',
  locked: 'The keychain is locked.',
  timed_out: 'The keychain did not answer in time.',
  failed: 'The keychain refused.',
  password_needed: 'The sealed file needs its password.',
  secret_file_unsafe: 'A secret file can be read by others, or not at all.',
};

export const wouldChange: Record<WouldChange, string> = {
  two_operators_agree: 'Two independent sources that agree on another address would change it.',
  an_answer: 'Any source that answers would help.',
  second_operator: 'A second independent source that says the same would settle it.',
  echo_over_tls: 'A source over a secure connection that says the same would settle it.',
  agreement: 'Sources that agree would settle it.',
  public_address: 'An address that may be published would settle it.',
  staying: 'It is believed if it stays.',
  person: 'Your choice settles it.',
  own_address: 'An address on this computer itself would change it.',
};

export function source(id: string): string {
  if (id === 'router') return 'your router';
  return id === 'interface' ? 'this computer’s network card' : (sourceNames[id] ?? id);
}

export function look(problem: LookProblem): string {
  switch (problem.kind) {
    case 'no_network':
      return 'there was no network';
    case 'name_lookup':
      return 'its name could not be looked up';
    case 'connection':
      return 'the connection failed';
    case 'timed_out':
      return 'no answer came in time';
    case 'tls':
      return problem.clock_suspect
        ? 'its certificate is not valid at this computer’s date; is the clock right?'
        : 'its certificate was not acceptable';
    case 'intercepted':
      return 'a web page came back; somebody in between answered';
    case 'not_an_address':
      return 'the answer was not an address';
    case 'wrong_family':
      return 'the wrong kind of address came back';
    case 'tunnel':
      return 'it sees a tunnel';
    case 'refused':
      return 'it asked to be left alone';
    case 'status':
      return 'the server answered with an error';
    case 'mismatch':
      return 'the answers did not belong to the question; somebody may be in between';
    case 'too_long':
      return 'the answer was far too long';
    case 'lost':
      return 'the look was lost';
    default:
      return never(problem);
  }
}

export function later(why: LaterReason): string {
  switch (why.kind) {
    case 'service_trouble':
      return 'the service has trouble';
    case 'too_often':
      return 'the service asks to wait';
    case 'intercepted':
      return 'somebody in between answered instead of the service';
    case 'not_sent':
      return `the request did not get through: ${look(why.problem)}`;
    case 'empty_answer':
      return 'the answer was empty';
    case 'not_found':
      return 'there is nothing at the update address';
    case 'secret_unavailable':
      return 'the secret could not be read; nothing was sent';
    default:
      return never(why);
  }
}

export function unclear(why: UnclearReason): string {
  switch (why.kind) {
    case 'answer_lost':
      return `the answer was lost (${look(why.problem)})`;
    case 'unknown_word':
      return 'the service used a word nobody knows';
    case 'missing_line':
      return 'the answer has no line for this name';
    case 'restarted':
      return 'Hemma stopped before the answer came';
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

/** What the service's API told about a name it refuses. */
export const atService: Record<AtService, string> = {
  token_renewed:
    'The name had got another token at the service. Hemma took it over and tries again by itself.',
  disabled: 'Updates of this name are switched off at the service. Switch them on again under its account.',
  deleted:
    'The configuration of this name no longer exists in the account. Create it again, or remove the name here.',
  token_hidden:
    'The configuration exists, but the API key may not see its token. Give the key write:domains, or paste the token.',
  as_here:
    'The configuration exists, is switched on and has the token that Hemma uses. Try again; if it is refused again, ask the service.',
};
