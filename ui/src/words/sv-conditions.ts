// Svenska meningar om tillstånd: vad som hänt, sedan vad Hemma gör under tiden och vad du kan göra.
import type { ConditionKind, LatchView } from '../bindings';
import { exact, never } from './format';
import { capital, vault, later, family } from './sv-parts';

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
    case 'contact_missing':
      return tell(
        `${who} vill veta vem man skriver till om programmet.`,
        'Använd en utgiven version, eller bygg den med HEMMA_MAINTAINER_CONTACT satt.',
      );
    case 'too_many_no_change':
      return tell(
        `${who} svarar ”ingen ändring” gång på gång.`,
        'Mer av det räknas som missbruk, så Hemma har slutat.',
      );
    case 'written_elsewhere':
      return tell(
        'Någon annan skriver ett namn.',
        'Det ändrades två gånger på ett dygn, och Hemma bråkar inte. Behåll det här, eller lämna det till den andra.',
      );
    default:
      return tell(never(latch.latch.refusal), '');
  }
}

export function condition(
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
      switch (kind.reason) {
        case 'tunnel':
          return {
            title: 'En VPN bär din trafik.',
            body: 'Dess adress är inte ditt hem, så inget uppdateras förrän den är av.',
          };
        case 'not_asked':
          return {
            title: 'Är det här ditt hemnätverk?',
            body: 'Innan du säger det publiceras inget.',
          };
        case 'captive_portal':
          return {
            title: 'Nätverket vill ha en inloggning.',
            body: 'Öppna webbläsaren och logga in. Inget har ändrats.',
          };
        case 'other_network':
          return { title: 'Du är borta.', body: 'Inget uppdateras från det här nätverket.' };
      }
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
    case 'address_jumps':
      return {
        title: `Din ${family[kind.family]}-adress hoppar fram och tillbaka.`,
        body: 'Den ändrades mer än fyra gånger på en timme, som med två internetlinjer. Hemma följer inte med förrän du väljer vilken linje som gäller.',
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
        body: 'Det hände två gånger på ett dygn. Hemma rättade det en gång och bråkar inte. Leta efter en annan dator eller router som uppdaterar namnet; behåll det sedan här, eller lämna det till den andra.',
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
        title: 'Provläge: inget av det här är på riktigt.',
        body: 'Exempeladresser är tillåtna. Ta bort `permit_documentation` ur inställningsfilen innan du använder riktiga namn.',
      };
    default:
      return { title: never(kind), body: '' };
  }
}
