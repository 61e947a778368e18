// English sentences about conditions: what happened, then what Hemma does meanwhile and what you can do.
import type { ConditionKind, LatchView } from '../bindings';
import { exact, never } from './format';
import { capital, vault, later, family } from './en-parts';

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
    case 'contact_missing':
      return tell(
        `${who} wants to know whom to write to about this program.`,
        'Use a released version, or build it with HEMMA_MAINTAINER_CONTACT set.',
      );
    case 'too_many_no_change':
      return tell(
        `${who} keeps saying “no change”.`,
        'More of the same would count as abuse, so Hemma has stopped.',
      );
    case 'written_elsewhere':
      return tell(
        'Somebody else writes a name.',
        'It was changed twice within a day, and Hemma does not fight. Keep it here, or leave it to the other.',
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
      return { title: 'There is no internet.', body: 'Hemma notices when it comes back, and checks then.' };
    case 'intercepted':
      return {
        title: 'Somebody in between answers.',
        body: 'This network may want you to log in on a web page first. Nothing was changed.',
      };
    case 'away':
      switch (kind.reason) {
        case 'tunnel':
          return {
            title: 'A VPN carries your traffic.',
            body: 'Its address is not your home, so nothing is updated until it is off.',
          };
        case 'not_asked':
          return {
            title: 'Is this your home network?',
            body: 'Until you say so, nothing is published.',
          };
        case 'captive_portal':
          return {
            title: 'The network wants a sign-in.',
            body: 'Open your browser and sign in. Nothing was changed.',
          };
        case 'other_network':
          return { title: 'You are away from home.', body: 'Nothing is updated from this network.' };
      }
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
    case 'address_jumps':
      return {
        title: `Your ${family[kind.family]} address keeps jumping.`,
        body: 'It changed more than four times within an hour, as with two internet lines. Hemma follows no more until you choose which line to follow.',
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
        body: 'It happened twice within a day. Hemma put it right once and does not fight. Look for another computer or router that updates the name; then keep it here, or leave it to the other.',
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
        title: 'Practice mode: none of this is real.',
        body: 'Example addresses are allowed. Remove `permit_documentation` from the settings file before you keep real names.',
      };
    default:
      return { title: never(kind), body: '' };
  }
}
