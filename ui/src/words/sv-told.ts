// Svenska meningar om vad som är och vad som hänt.
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
import { condition } from './sv-conditions';
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
} from './sv-parts';
import { templateProblemSv as templateProblem } from './templates';
import type { Told } from './told';

const f = new Format('sv');

function answer(kind: AnswerKind): string {
  switch (kind.kind) {
    case 'accepted':
      return 'Tjänsten godtog den.';
    case 'already_so':
      return 'Tjänsten hade redan den här adressen.';
    case 'not_confirmed':
      return `Tjänsten sparade en annan adress: ${exact(kind.echoed)}.`;
    case 'later':
      return `Inte nu: ${later(kind.reason)}. Hemma försöker igen av sig självt.`;
    case 'needs_person':
      return `Tjänsten ${refusal[kind.refusal]}. Hemma har slutat försöka.`;
    case 'unclear':
      return `Kunde inte bekräftas: ${unclear(kind.reason)}. Hemma frågar DNS innan nytt försök.`;
    default:
      return never(kind);
  }
}

function held(why: HeldReason): string {
  switch (why.kind) {
    case 'nobody_knows':
      return 'Ingen källa kunde ange din adress. Inget har ändrats.';
    case 'one_voice':
      return `Bara en källa kunde svara (${exact(why.address)}). Inget har ändrats.`;
    case 'disagree':
      return `Källorna är oense: ${f.list(why.told.map(([who, what]) => `${source(who)} säger ${exact(what)}`))}. Inget har ändrats.`;
    case 'not_publishable':
      return `Adressen ${exact(why.address)} ${notPublishable[why.why]}. Den publiceras inte.`;
    case 'dwelling':
      return `Adressen har hoppat. ${exact(why.address)} godtas om den består till ${f.seconds(why.until)}.`;
    case 'not_over_tls':
      return `Bara okrypterade källor säger ${exact(why.address)}. Inget har ändrats.`;
    case 'jumping':
      return `Adressen fortsätter hoppa, nu till ${exact(why.address)}. Hemma håller fast vid ${exact(why.kept)} tills du väljer.`;
    default:
      return never(why);
  }
}

function whereabouts(where: Whereabouts): string {
  switch (where.kind) {
    case 'not_known_yet':
      return 'Det var ännu inte känt var datorn är.';
    case 'home':
      return 'Datorn är hemma.';
    case 'away':
      return away(where.reason);
    case 'offline':
      return 'Datorn har inget internet.';
    default:
      return never(where);
  }
}

function away(why: AwayReason): string {
  switch (why) {
    case 'tunnel':
      return 'En VPN eller tunnel bär trafiken.';
    case 'other_network':
      return 'Det här är inget av dina hemnätverk.';
    case 'not_asked':
      return 'Ingen har sagt ännu om det här är ett hemnätverk.';
    case 'captive_portal':
      return 'Nätverket vill ha en inloggning i webbläsaren först.';
    default:
      return never(why);
  }
}

function finding(who: string, what: Finding): string {
  switch (what.kind) {
    case 'found':
      return `${begin(source(who), who)} säger ${exact(what.address)}.`;
    case 'absent':
      return `${begin(source(who), who)} säger att det inte finns någon sådan adress.`;
    case 'unknown':
      return `${begin(source(who), who)} kunde inte svara: ${look(what.problem)}.`;
    default:
      return never(what);
  }
}

function gate(state: GateState): string {
  switch (state.kind) {
    case 'not_looked_yet':
      return 'Inget är känt om adressen ännu.';
    case 'not_needed':
      return 'Inget namn behöver en sådan adress.';
    case 'looking':
      return 'Kontrollen pågick fortfarande.';
    case 'known':
      return `Din adress är ${exact(state.address)}.`;
    case 'absent':
      return 'Du har ingen sådan adress.';
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
      return `Med namnets egen ändelse blir det ${exact(step.address)}.`;
    case 'same':
      return 'Tjänsten har redan den här adressen: inget att skicka.';
    case 'differs':
      return step.from
        ? `Tjänsten har fortfarande ${exact(step.from)}; den ska ha ${exact(step.to)}.`
        : `Tjänsten ska ha ${exact(step.to)}.`;
    case 'latch_holds':
      return 'Ett stopp gäller: inget skickas förrän du gör något.';
    case 'pace_holds':
      return `Inget skickas före ${f.seconds(step.until)}: ${reason[step.reason]}.`;
    case 'paused':
      return 'Du har pausat Hemma: inget slås upp eller skickas.';
    case 'sent':
      return `Skickade ${exact(step.address)}.`;
    case 'answered':
      return answer(step.answer);
    case 'proved':
      // Ingen tid alls: DNS visade den innan något skickats.
      return step.after_ms === 0 ? 'Redan rätt i DNS.' : `Syntes i DNS ${f.span(step.after_ms)} senare.`;
    case 'not_yet_in_dns':
      return 'Syns inte i DNS ännu.';
    default:
      return never(step);
  }
}

function entry(kind: EntryKind): string {
  switch (kind.kind) {
    case 'started':
      return 'Hemma startade.';
    case 'stopped':
      return 'Hemma stannade.';
    case 'address_seen':
      return kind.previous
        ? `Din ${family[kind.family]}-adress ändrades från ${exact(kind.previous)} till ${exact(kind.address)}.`
        : `Din ${family[kind.family]}-adress är ${exact(kind.address)}.`;
    case 'address_held':
      return `${family[kind.family]}: ${held(kind.reason)}`;
    case 'sent':
      return `Skickade ${exact(kind.address)}.`;
    case 'answered':
      return answer(kind.answer);
    case 'proved':
      return kind.after_ms === 0
        ? `${exact(kind.address)} var redan rätt i DNS: inget behövde skickas.`
        : `${exact(kind.address)} syntes i DNS, ${f.span(kind.after_ms)} efter att den godtagits.`;
    case 'proof_overdue':
      return `DNS visar inte ${exact(kind.address)} fast det borde vid det här laget.`;
    case 'changed_elsewhere':
      return kind.seen.length
        ? `Någon annan ändrade det: DNS visar ${f.list(kind.seen.map(exact))}.`
        : 'Någon annan tog bort det ur DNS.';
    case 'at_service':
      return atService[kind.found];
    case 'latched':
      return `Stoppat: tjänsten ${refusal[kind.refusal]}.`;
    case 'released':
      return 'Stoppet hävdes.';
    case 'line_chosen':
      return kind.follow
        ? `Du valde att följa den ${family[kind.family]}-linje som gäller nu.`
        : `Du valde att behålla ${family[kind.family]}-adressen som den är.`;
    case 'paused':
      return kind.until ? `Pausat till ${f.time(kind.until)}.` : 'Pausat.';
    case 'resumed':
      return 'Återupptaget.';
    case 'moved':
      return whereabouts(kind.to);
    case 'woke_up':
      return `Datorn vaknade efter ${f.span(kind.slept_seconds * 1000)}.`;
    case 'clock_set_back':
      return `Klockan ställdes tillbaka ${f.span(kind.by_seconds * 1000)}.`;
    case 'settings_changed':
      return 'Inställningarna ändrades.';
    case 'settings_rejected':
      return kind.problems === 1
        ? 'Inställningsfilen har ett fel; de senaste fungerande inställningarna gäller.'
        : `Inställningsfilen har ${kind.problems} fel; de senaste fungerande inställningarna gäller.`;
    case 'database_quarantined':
      return `Historiken var skadad. Den lades undan som ${exact(kind.file)} och en ny påbörjades.`;
    default:
      return never(kind);
  }
}

function name(problem: NameProblem): string {
  switch (problem.kind) {
    case 'empty':
      return 'Fyll i det här.';
    case 'too_long':
      return `Det här är längre än ${problem.limit} tecken.`;
    case 'bad_label':
      return 'En del mellan punkterna är tom eller längre än 63 tecken.';
    case 'bad_character':
      return problem.character === ' '
        ? 'Här får inga blanksteg stå.'
        : `Tecknet ${exact(problem.character)} får inte stå här.`;
    case 'edge_hyphen':
      return 'Ingen del får börja eller sluta med bindestreck.';
    case 'no_dot':
      return 'Ett fullständigt namn har en punkt i sig, till exempel `hem.example.se`.';
    case 'unknown_word':
      return 'Det här ordet är inte känt.';
    default:
      return never(problem);
  }
}

function problem(kind: ProblemKind): string {
  switch (kind.kind) {
    case 'syntax':
      return `Filen kan inte läsas här: ${kind.message}`;
    case 'unknown_key':
      return kind.meant
        ? `Hemma känner inte till det här. Menade du ${exact(kind.meant)}?`
        : 'Hemma känner inte till det här.';
    case 'wrong_type':
      return `Här ska något annat stå: ${kind.expected}.`;
    case 'missing':
      return 'Fyll i det här.';
    case 'name':
      return name(kind.problem);
    case 'unknown_word':
      return `Välj något av ${f.list(kind.allowed.map(exact))}.`;
    case 'unknown_service':
      return kind.meant
        ? `Hemma känner inte till tjänsten. Menade du ${exact(kind.meant)}?`
        : 'Hemma känner inte till tjänsten.';
    case 'family_not_offered':
      return 'Tjänsten hanterar inte den sortens adress.';
    case 'duplicate':
      return 'Det här finns redan.';
    case 'out_of_range':
      return `Välj något från ${kind.least} till ${kind.most}.`;
    case 'not_https':
      return 'Adressen måste börja med `https://`.';
    case 'bad_url':
      return 'Det här är ingen ren adress: utelämna användarnamn, lösenord och allt efter ”#”.';
    case 'empty_secret':
      return 'Skriv hemligheten.';
    case 'odd_secret':
      return 'Det finns en radbrytning eller ett annat udda tecken i den. Kom något med vid kopieringen?';
    case 'no_quorum':
      return 'Det behövs två oberoende källor för varje sorts adress.';
    case 'family_needed':
      return `Tjänsten tar bort ${family[kind.family]}-adressen om den utelämnas: välj båda.`;
    case 'one_name_only':
      return 'Hos den här tjänsten står en inloggning för ett namn.';
    case 'suffix':
      return `Här ska slutet av en IPv6-adress stå, till exempel ::1234:5678:9abc:def0, utan de första ${kind.prefix} bitarna.`;
    case 'suffix_without_ipv6':
      return 'Det här är bara för IPv6: välj IPv6 för namnet också.';
    case 'not_in_zone':
      return 'Namnet ligger inte i tjänstens zon, eller inte i den som anges ovan.';
    case 'not_offered':
      return 'Den valda tjänsten har ingen användning för det här.';
    case 'template':
      return templateProblem(kind.problem);
    case 'newer_version':
      return 'Filen är skriven av en nyare Hemma.';
    default:
      return never(kind);
  }
}

export const told: Told = { trail, entry, gate, held, problem, condition, vault, reason, source, away };
