// English sentences about what is and what happened. Each begins from the final sentence: what happened, what Hemma
// does meanwhile, what you can do. Matches are exhaustive: a new variant without its sentence does not compile.
import type {
  AnswerKind,
  AwayReason,
  Cause,
  ConditionKind,
  EntryKind,
  Finding,
  GateState,
  HeldReason,
  LaterReason,
  LatchView,
  LookProblem,
  NameProblem,
  NotPublishable,
  ProblemKind,
  Reason,
  Refusal,
  TrailKind,
  UnclearReason,
  VaultProblem,
  Whereabouts,
} from '../bindings';
import { exact, Format, never, sourceNames } from './format';
import type { Told } from './told';

const f = new Format('en');
const family = { ipv4: 'IPv4', ipv6: 'IPv6' };

const notPublishable: Record<NotPublishable, string> = {
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
};

const refusal: Record<Refusal, string> = {
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
};

const reason: Record<Reason, string> = {
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

const cause: Record<Cause, string> = {
  start: 'Hemma started.',
  link_moved: 'The network changed.',
  woke_up: 'The computer woke up.',
  safety_poll: 'It was time for the ordinary check.',
  look_again: 'The last look was not clear, so Hemma looked again.',
  person: 'You asked for a check.',
  settings: 'The settings changed.',
};

const vault: Record<VaultProblem, string> = {
  missing: 'No keychain is running on this computer.',
  locked: 'The keychain is locked.',
  timed_out: 'The keychain did not answer in time.',
  failed: 'The keychain refused.',
  password_needed: 'The sealed file needs its password.',
  secret_file_unsafe: 'A secret file can be read by others, or not at all.',
};

function source(id: string): string {
  return id === 'interface' ? 'this computer’s network card' : (sourceNames[id] ?? id);
}

function look(problem: LookProblem): string {
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
    case 'too_long':
      return 'the answer was far too long';
    case 'lost':
      return 'the look was lost';
    default:
      return never(problem);
  }
}

function later(why: LaterReason): string {
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
    case 'secret_unavailable':
      return 'the secret could not be read; nothing was sent';
    default:
      return never(why);
  }
}

function unclear(why: UnclearReason): string {
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

function answer(kind: AnswerKind): string {
  switch (kind.kind) {
    case 'accepted':
      return 'The service accepted it.';
    case 'already_so':
      return 'The service had this address already.';
    case 'not_confirmed':
      return `The service stored another address: ${exact(kind.echoed)}.`;
    case 'later':
      return `Not now: ${later(kind.reason)}. Hemma tries again by itself.`;
    case 'needs_person':
      return `The service ${refusal[kind.refusal]}. Hemma has stopped trying.`;
    case 'unclear':
      return `Could not confirm: ${unclear(kind.reason)}. Hemma asks DNS before trying again.`;
    default:
      return never(kind);
  }
}

function held(why: HeldReason): string {
  switch (why.kind) {
    case 'nobody_knows':
      return 'No source could tell your address. Nothing was changed.';
    case 'one_voice':
      return `Only one source could tell (${exact(why.address)}). Nothing was changed.`;
    case 'disagree':
      return `Sources disagree: ${f.list(why.told.map(([who, what]) => `${source(who)} says ${exact(what)}`))}. Nothing was changed.`;
    case 'not_publishable':
      return `The address ${exact(why.address)} ${notPublishable[why.why]}. It is not published.`;
    case 'dwelling':
      return `The address has been jumping. ${exact(why.address)} is believed if it stays until ${f.seconds(why.until)}.`;
    default:
      return never(why);
  }
}

function whereabouts(where: Whereabouts): string {
  switch (where.kind) {
    case 'not_known_yet':
      return 'It was not known yet where this computer is.';
    case 'home':
      return 'This computer is at home.';
    case 'away':
      return away(where.reason);
    case 'offline':
      return 'This computer has no internet.';
    default:
      return never(where);
  }
}

function away(why: AwayReason): string {
  return why === 'tunnel' ? 'A VPN or tunnel carries the traffic.' : 'This is not one of your home networks.';
}

function finding(who: string, what: Finding): string {
  switch (what.kind) {
    case 'found':
      return `${begin(source(who), who)} says ${exact(what.address)}.`;
    case 'absent':
      return `${begin(source(who), who)} says that there is no such address.`;
    case 'unknown':
      return `${begin(source(who), who)} could not tell: ${look(what.problem)}.`;
    default:
      return never(what);
  }
}

function gate(state: GateState): string {
  switch (state.kind) {
    case 'not_looked_yet':
      return 'Nothing is known about the address yet.';
    case 'not_needed':
      return 'No name needs this kind of address.';
    case 'looking':
      return 'The look was still under way.';
    case 'known':
      return `Your address is ${exact(state.address)}.`;
    case 'absent':
      return 'You have no such address.';
    case 'held':
      return held(state.reason);
    default:
      return never(state);
  }
}

function trail(step: TrailKind): string {
  switch (step.kind) {
    case 'began':
      return cause[step.cause];
    case 'located':
      return whereabouts(step.whereabouts);
    case 'looked':
      return finding(step.source, step.finding);
    case 'gate':
      return gate(step.state);
    case 'same':
      return 'The service already has this address: nothing to send.';
    case 'differs':
      return step.from
        ? `The service still has ${exact(step.from)}; it should have ${exact(step.to)}.`
        : `The service should have ${exact(step.to)}.`;
    case 'latch_holds':
      return 'A stop is set: nothing is sent until you act.';
    case 'pace_holds':
      return `Nothing is sent before ${f.seconds(step.until)}: ${reason[step.reason]}.`;
    case 'paused':
      return 'You paused Hemma: nothing is looked up or sent.';
    case 'sent':
      return `Sent ${exact(step.address)}.`;
    case 'answered':
      return answer(step.answer);
    case 'proved':
      return `Seen in DNS ${f.span(step.after_ms)} later.`;
    case 'not_yet_in_dns':
      return 'Not yet seen in DNS.';
    default:
      return never(step);
  }
}

function entry(kind: EntryKind): string {
  switch (kind.kind) {
    case 'started':
      return 'Hemma started.';
    case 'stopped':
      return 'Hemma stopped.';
    case 'address_seen':
      return kind.previous
        ? `Your ${family[kind.family]} address changed from ${exact(kind.previous)} to ${exact(kind.address)}.`
        : `Your ${family[kind.family]} address is ${exact(kind.address)}.`;
    case 'address_held':
      return `${family[kind.family]}: ${held(kind.reason)}`;
    case 'sent':
      return `Sent ${exact(kind.address)}.`;
    case 'answered':
      return answer(kind.answer);
    case 'proved':
      return `${exact(kind.address)} was seen in DNS, ${f.span(kind.after_ms)} after it was accepted.`;
    case 'proof_overdue':
      return `DNS does not show ${exact(kind.address)} although it should by now.`;
    case 'changed_elsewhere':
      return kind.seen.length
        ? `Somebody else changed it: DNS shows ${f.list(kind.seen.map(exact))}.`
        : 'Somebody else removed it from DNS.';
    case 'latched':
      return `Stopped: the service ${refusal[kind.refusal]}.`;
    case 'released':
      return 'The stop was lifted.';
    case 'paused':
      return kind.until ? `Paused until ${f.time(kind.until)}.` : 'Paused.';
    case 'resumed':
      return 'Resumed.';
    case 'moved':
      return whereabouts(kind.to);
    case 'woke_up':
      return `The computer woke up after ${f.span(kind.slept_seconds * 1000)}.`;
    case 'clock_set_back':
      return `The clock was set back by ${f.span(kind.by_seconds * 1000)}.`;
    case 'settings_changed':
      return 'The settings changed.';
    case 'settings_rejected':
      return kind.problems === 1
        ? 'The settings file has a mistake; the last good settings go on.'
        : `The settings file has ${kind.problems} mistakes; the last good settings go on.`;
    case 'database_quarantined':
      return `The history was damaged. It was put aside as ${exact(kind.file)} and a new one begun.`;
    default:
      return never(kind);
  }
}

function name(problem: NameProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'Please fill this in.';
    case 'too_long':
      return `This is longer than ${problem.limit} characters.`;
    case 'bad_label':
      return 'A part between the dots is empty or longer than 63 characters.';
    case 'bad_character':
      return problem.character === ' '
        ? 'Blanks have no place here.'
        : `The character ${exact(problem.character)} has no place here.`;
    case 'edge_hyphen':
      return 'No part may begin or end with a hyphen.';
    case 'no_dot':
      return 'A full name has a dot in it, such as `home.example.net`.';
    case 'unknown_word':
      return 'This word is not known.';
    default:
      return never(problem);
  }
}

function problem(kind: ProblemKind): string {
  switch (kind.kind) {
    case 'syntax':
      return `The file cannot be read here: ${kind.message}`;
    case 'unknown_key':
      return kind.meant
        ? `Hemma does not know this. Did you mean ${exact(kind.meant)}?`
        : 'Hemma does not know this.';
    case 'wrong_type':
      return `Something else belongs here: ${kind.expected}.`;
    case 'missing':
      return 'Please fill this in.';
    case 'name':
      return name(kind.problem);
    case 'unknown_word':
      return `Choose one of ${f.list(kind.allowed.map(exact))}.`;
    case 'unknown_service':
      return kind.meant
        ? `Hemma does not know this service. Did you mean ${exact(kind.meant)}?`
        : 'Hemma does not know this service.';
    case 'family_not_offered':
      return 'The service does not keep this kind of address.';
    case 'duplicate':
      return 'This is already there.';
    case 'out_of_range':
      return `Choose something from ${kind.least} to ${kind.most}.`;
    case 'not_https':
      return 'The address must begin with `https://`.';
    case 'bad_url':
      return 'This is not a plain address: leave out user name, password and anything after “#”.';
    case 'empty_secret':
      return 'Please type the secret.';
    case 'odd_secret':
      return 'There is a line break or another odd character in it. Was it copied with something around it?';
    case 'no_quorum':
      return 'Two independent sources are needed for each kind of address.';
    case 'newer_version':
      return 'This file was written by a newer Hemma.';
    default:
      return never(kind);
  }
}

function stopped(latch: LatchView): { title: string; body: string } {
  const who = latch.service_name;
  const names =
    latch.names.length === 1 ? `${exact(latch.names[0] ?? '')} is` : `${latch.names.length} names are`;
  const meanwhile = `${names} not updated until you act.`;
  const tell = (title: string, body: string) => ({ title, body: `${body} ${meanwhile}` });
  switch (latch.latch.refusal) {
    case 'login_refused':
      return tell(
        `${who} refused the login.`,
        'Hemma has stopped trying so that your account is not blocked.',
      );
    case 'secret_missing':
      return tell(`The login for ${who} is missing.`, 'Nothing was sent.');
    case 'host_unknown':
      return tell(`${who} does not know a name.`, 'It may be misspelt, or belong to another account.');
    case 'name_malformed':
      return tell(`${who} finds a name malformed.`, 'Look at how it is spelt.');
    case 'client_blocked':
      return tell(
        `${who} refused Hemma.`,
        'The service does not accept this program now. An update of Hemma may help.',
      );
    case 'account_blocked':
      return tell(
        `${who} blocked the account or a name.`,
        'Read what the service wrote to you; it has to lift the block first.',
      );
    case 'feature_not_paid':
      return tell(`${who} wants a paid account for this.`, 'Change the account, or what is kept.');
    case 'request_refused':
      return tell(`${who} refused the request.`, 'The settings of this service may not fit any more.');
    case 'forbidden':
      return tell(`${who} forbade the update.`, 'The login may lack the right to change this name.');
    case 'too_many_no_change':
      return tell(
        `${who} keeps saying “no change”.`,
        'More of the same would count as abuse, so Hemma has stopped.',
      );
    default:
      return tell(never(latch.latch.refusal), '');
  }
}

function condition(
  kind: ConditionKind,
  latch: LatchView | null,
  label: string,
): { title: string; body: string } {
  switch (kind.kind) {
    case 'no_network':
      return { title: 'There is no internet.', body: 'Hemma notices when it comes back, and checks then.' };
    case 'intercepted':
      return {
        title: 'Somebody in between answers.',
        body: 'This network may want you to log in on a web page first. Nothing was changed.',
      };
    case 'away':
      return kind.reason === 'tunnel'
        ? {
            title: 'A VPN carries your traffic.',
            body: 'Its address is not your home, so nothing is updated until it is off.',
          }
        : { title: 'You are away from home.', body: 'Nothing is updated from this network.' };
    case 'sources_disagree':
      return {
        title: `Two services disagree about your ${family[kind.family]} address.`,
        body: 'Nothing was changed. Hemma keeps asking.',
      };
    case 'address_unknown':
      return {
        title: `Your ${family[kind.family]} address is not known.`,
        body: 'No source could tell. Nothing was changed. Hemma keeps asking.',
      };
    case 'carrier_nat':
      return {
        title: 'Your provider shares one address among many customers (CGNAT).',
        body: 'Your names can be kept, but others cannot reach your computer through that address. Ask your provider for an address of your own, or use IPv6.',
      };
    case 'clock_suspect':
      return {
        title: 'Is this computer’s clock right?',
        body: 'Certificates look too young or too old. Hemma waits until they fit.',
      };
    case 'service_busy':
      return {
        title: `${label} cannot take updates now.`,
        body: `${capital(later(kind.reason))}. Hemma tries again by itself.`,
      };
    case 'proof_overdue':
      return {
        title: `DNS does not show the new address of ${exact(label)}.`,
        body: 'The service accepted it, but its name servers still say something else. Hemma keeps looking.',
      };
    case 'second_writer':
      return {
        title: `Somebody else changes ${exact(label)}.`,
        body: 'Another computer or router may keep the same name. Turn one of them off.',
      };
    case 'stopped':
      return latch ? stopped(latch) : { title: 'Hemma has stopped trying.', body: '' };
    case 'vault_unavailable':
      return {
        title: vault[kind.problem],
        body: 'Hemma cannot read your passwords and tokens. Nothing is sent until it can.',
      };
    case 'settings_problem':
      return { title: 'The settings file has mistakes.', body: 'The last good settings are in force.' };
    case 'state_not_writable':
      return {
        title: 'Hemma cannot write to its folder.',
        body: 'The disk may be full. Names are still kept, carefully, but nothing is remembered.',
      };
    case 'rehearsal':
      return {
        title: 'This is a rehearsal.',
        body: 'Example addresses are allowed. Remove `permit_documentation` from the settings file before you keep real names.',
      };
    default:
      return { title: never(kind), body: '' };
  }
}

/** A source's own name keeps its spelling at the beginning of a sentence too. */
function begin(text: string, id: string): string {
  return id === 'interface' ? capital(text) : text;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const told: Told = { trail, entry, gate, held, problem, condition, vault, reason, source, away };
