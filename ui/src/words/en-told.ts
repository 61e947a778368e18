// English sentences about what is and what happened. Each begins from the final sentence: what happened, what Hemma
// does meanwhile, what you can do. Matches are exhaustive: a new variant without its sentence does not compile.
import type {
  AnswerKind,
  AwayReason,
  EntryKind,
  Finding,
  GateState,
  HeldReason,
  NameProblem,
  ProblemKind,
  TrailKind,
  Whereabouts,
} from '../bindings';
import { condition } from './en-conditions';
import { exact, Format, never } from './format';
import {
  atService,
  begin,
  notPublishable,
  refusal,
  reason,
  cause,
  wouldChange,
  vault,
  source,
  look,
  later,
  unclear,
  family,
} from './en-parts';
import { templateProblemEn as templateProblem } from './templates';
import type { Told } from './told';

const f = new Format('en');

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
    case 'not_over_tls':
      return `Only unencrypted sources tell ${exact(why.address)}. Nothing was changed.`;
    case 'jumping':
      return `The address keeps jumping, now to ${exact(why.address)}. Hemma stays with ${exact(why.kept)} until you choose.`;
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
  switch (why) {
    case 'tunnel':
      return 'A VPN or tunnel carries the traffic.';
    case 'other_network':
      return 'This is not one of your home networks.';
    case 'not_asked':
      return 'Nobody has said yet whether this is a home network.';
    case 'captive_portal':
      return 'The network wants a sign-in in the browser first.';
    default:
      return never(why);
  }
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
      return step.would_change ? `${gate(step.state)} ${wouldChange[step.would_change]}` : gate(step.state);
    case 'with_suffix':
      return `With this name’s own suffix that is ${exact(step.address)}.`;
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
      // No time at all: DNS showed it before anything was sent.
      return step.after_ms === 0 ? 'Already right in DNS.' : `Seen in DNS ${f.span(step.after_ms)} later.`;
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
      return kind.after_ms === 0
        ? `${exact(kind.address)} was already right in DNS: nothing had to be sent.`
        : `${exact(kind.address)} was seen in DNS, ${f.span(kind.after_ms)} after it was accepted.`;
    case 'proof_overdue':
      return `DNS does not show ${exact(kind.address)} although it should by now.`;
    case 'changed_elsewhere':
      return kind.seen.length
        ? `Somebody else changed it: DNS shows ${f.list(kind.seen.map(exact))}.`
        : 'Somebody else removed it from DNS.';
    case 'at_service':
      return atService[kind.found];
    case 'latched':
      return `Stopped: the service ${refusal[kind.refusal]}.`;
    case 'released':
      return 'The stop was lifted.';
    case 'line_chosen':
      return kind.follow
        ? `You chose to follow the ${family[kind.family]} line that is there now.`
        : `You chose to keep the ${family[kind.family]} address as it is.`;
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
    case 'family_needed':
      return `This service deletes the ${family[kind.family]} address when it is left out: choose both.`;
    case 'one_name_only':
      return 'At this service a login stands for one name.';
    case 'suffix':
      return `This should be the end of an IPv6 address, such as ::1234:5678:9abc:def0, without its first ${kind.prefix} bits.`;
    case 'suffix_without_ipv6':
      return 'This is for IPv6 only: choose IPv6 for the name too.';
    case 'not_in_zone':
      return "This name does not lie in the service's zone, or not in the one given above.";
    case 'not_offered':
      return 'The chosen service has no use for this.';
    case 'template':
      return templateProblem(kind.problem);
    case 'newer_version':
      return 'This file was written by a newer Hemma.';
    default:
      return never(kind);
  }
}

export const told: Told = { trail, entry, gate, held, problem, condition, vault, reason, source, away };
