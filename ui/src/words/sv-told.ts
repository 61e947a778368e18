// Svenska meningar om vad som är och vad som hänt.
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

const f = new Format('sv');
const family = { ipv4: 'IPv4', ipv6: 'IPv6' };

const notPublishable: Record<NotPublishable, string> = {
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
};

const refusal: Record<Refusal, string> = {
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
};

const reason: Record<Reason, string> = {
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

const cause: Record<Cause, string> = {
  start: 'Hemma startade.',
  link_moved: 'Nätverket förändrades.',
  woke_up: 'Datorn vaknade.',
  safety_poll: 'Det var dags för den vanliga kontrollen.',
  look_again: 'Förra kontrollen gav inget tydligt svar, så Hemma tittade igen.',
  person: 'Du bad om en kontroll.',
  settings: 'Inställningarna ändrades.',
};

const vault: Record<VaultProblem, string> = {
  missing: 'Ingen nyckelring är igång på den här datorn.',
  locked: 'Nyckelringen är låst.',
  timed_out: 'Nyckelringen svarade inte i tid.',
  failed: 'Nyckelringen vägrade.',
  password_needed: 'Den förseglade filen behöver sitt lösenord.',
  secret_file_unsafe: 'En fil med en hemlighet kan läsas av andra, eller inte alls.',
};

function source(id: string): string {
  return id === 'interface' ? 'datorns nätverkskort' : (sourceNames[id] ?? id);
}

function look(problem: LookProblem): string {
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
    case 'too_long':
      return 'svaret var alldeles för långt';
    case 'lost':
      return 'frågan gick förlorad';
    default:
      return never(problem);
  }
}

function later(why: LaterReason): string {
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
    case 'secret_unavailable':
      return 'hemligheten kunde inte läsas; inget skickades';
    default:
      return never(why);
  }
}

function unclear(why: UnclearReason): string {
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
  return why === 'tunnel' ? 'En VPN eller tunnel bär trafiken.' : 'Det här är inget av dina hemnätverk.';
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
      return gate(step.state);
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
      return `Syntes i DNS ${f.span(step.after_ms)} senare.`;
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
      return `${exact(kind.address)} syntes i DNS, ${f.span(kind.after_ms)} efter att den godtagits.`;
    case 'proof_overdue':
      return `DNS visar inte ${exact(kind.address)} fast det borde vid det här laget.`;
    case 'changed_elsewhere':
      return kind.seen.length
        ? `Någon annan ändrade det: DNS visar ${f.list(kind.seen.map(exact))}.`
        : 'Någon annan tog bort det ur DNS.';
    case 'latched':
      return `Stoppat: tjänsten ${refusal[kind.refusal]}.`;
    case 'released':
      return 'Stoppet hävdes.';
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
    case 'newer_version':
      return 'Filen är skriven av en nyare Hemma.';
    default:
      return never(kind);
  }
}

function stopped(latch: LatchView): { title: string; body: string } {
  const who = latch.service_name;
  const names = latch.names.length === 1 ? exact(latch.names[0] ?? '') : `${latch.names.length} namn`;
  const meanwhile = `${capital(names)} uppdateras inte förrän du gör något.`;
  const tell = (title: string, body: string) => ({ title, body: `${body} ${meanwhile}` });
  switch (latch.latch.refusal) {
    case 'login_refused':
      return tell(`${who} nekade inloggningen.`, 'Hemma har slutat försöka så att kontot inte spärras.');
    case 'secret_missing':
      return tell(`Inloggningen till ${who} saknas.`, 'Inget skickades.');
    case 'host_unknown':
      return tell(
        `${who} känner inte till ett namn.`,
        'Det kan vara felstavat eller höra till ett annat konto.',
      );
    case 'name_malformed':
      return tell(`${who} tycker att ett namn är felskrivet.`, 'Se efter hur det stavas.');
    case 'client_blocked':
      return tell(
        `${who} nekade Hemma.`,
        'Tjänsten godtar inte det här programmet just nu. En uppdatering av Hemma kan hjälpa.',
      );
    case 'account_blocked':
      return tell(
        `${who} har spärrat kontot eller ett namn.`,
        'Läs vad tjänsten har skrivit till dig; den måste häva spärren först.',
      );
    case 'feature_not_paid':
      return tell(`${who} kräver ett betalkonto för det här.`, 'Ändra kontot, eller vad som hålls aktuellt.');
    case 'request_refused':
      return tell(`${who} nekade begäran.`, 'Inställningarna för tjänsten kanske inte passar längre.');
    case 'forbidden':
      return tell(`${who} förbjöd uppdateringen.`, 'Inloggningen saknar kanske rätt att ändra namnet.');
    case 'too_many_no_change':
      return tell(
        `${who} svarar ”ingen ändring” gång på gång.`,
        'Mer av det räknas som missbruk, så Hemma har slutat.',
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
      return {
        title: 'Det finns inget internet.',
        body: 'Hemma märker när det kommer tillbaka och kontrollerar då.',
      };
    case 'intercepted':
      return {
        title: 'Någon däremellan svarar.',
        body: 'Nätverket kan vilja att du först loggar in på en webbsida. Inget har ändrats.',
      };
    case 'away':
      return kind.reason === 'tunnel'
        ? {
            title: 'En VPN bär din trafik.',
            body: 'Dess adress är inte ditt hem, så inget uppdateras förrän den är av.',
          }
        : { title: 'Du är borta.', body: 'Inget uppdateras från det här nätverket.' };
    case 'sources_disagree':
      return {
        title: `Två tjänster är oense om din ${family[kind.family]}-adress.`,
        body: 'Inget har ändrats. Hemma fortsätter fråga.',
      };
    case 'address_unknown':
      return {
        title: `Din ${family[kind.family]}-adress är inte känd.`,
        body: 'Ingen källa kunde svara. Inget har ändrats. Hemma fortsätter fråga.',
      };
    case 'carrier_nat':
      return {
        title: 'Din operatör delar en adress mellan flera kunder (CGNAT).',
        body: 'Namnen kan hållas aktuella, men andra når inte din dator via den adressen. Be operatören om en egen adress, eller använd IPv6.',
      };
    case 'clock_suspect':
      return {
        title: 'Går datorns klocka rätt?',
        body: 'Certifikaten verkar för unga eller för gamla. Hemma väntar tills de stämmer.',
      };
    case 'service_busy':
      return {
        title: `${label} kan inte ta emot uppdateringar nu.`,
        body: `${capital(later(kind.reason))}. Hemma försöker igen av sig självt.`,
      };
    case 'proof_overdue':
      return {
        title: `DNS visar inte den nya adressen för ${exact(label)}.`,
        body: 'Tjänsten godtog den, men dess namnservrar säger fortfarande något annat. Hemma fortsätter titta.',
      };
    case 'second_writer':
      return {
        title: `Någon annan ändrar ${exact(label)}.`,
        body: 'En annan dator eller router kan hålla samma namn. Stäng av den ena.',
      };
    case 'stopped':
      return latch ? stopped(latch) : { title: 'Hemma har slutat försöka.', body: '' };
    case 'vault_unavailable':
      return {
        title: vault[kind.problem],
        body: 'Hemma kan inte läsa dina lösenord och token. Inget skickas förrän det går.',
      };
    case 'settings_problem':
      return { title: 'Inställningsfilen har fel.', body: 'De senaste fungerande inställningarna gäller.' };
    case 'state_not_writable':
      return {
        title: 'Hemma kan inte skriva till sin mapp.',
        body: 'Disken kan vara full. Namnen hålls ändå aktuella, försiktigt, men inget blir ihågkommet.',
      };
    case 'rehearsal':
      return {
        title: 'Det här är en repetition.',
        body: 'Exempeladresser är tillåtna. Ta bort `permit_documentation` ur inställningsfilen innan du använder riktiga namn.',
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
