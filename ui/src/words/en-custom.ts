// English: a service that the person describes, what only some services know, and the rehearsal.
import type { Advice, Note, NotSent } from '../bindings';

export const custom = {
  service: 'A service you describe yourself',
  title: 'The request',
  template: 'Address with placeholders',
  templateHelp:
    'Hemma fills in `{hostname}`, `{ip}`, `{ipv4}`, `{ipv6}`, `{username}` and `{token}`. Never write the secret itself here.',
  method: 'Method',
  auth: 'Signing in',
  auths: {
    none: 'Only by the address',
    basic: 'User name and password',
    bearer: 'Bearer token',
    header: 'In a header of its own',
  } as Record<string, string>,
  header: 'Name of the header',
  answer: 'How the answer is read',
  answers: {
    dyndns2: 'Words of dyndns2 (good, nochg, …)',
    status: 'By the HTTP status alone',
    text: 'By words you give',
  } as Record<string, string>,
  success: 'Means success',
  successHelp: 'What the answer begins with. Several with commas between them.',
  noChange: 'Means no change',
  noChangeHelp: 'What the answer begins with when nothing had to change.',
  zone: 'Zone',
  zoneHelp: 'The domain in which the names lie, such as `example.net`.',
  clearText: (port: number) => `Send unencrypted on port ${port}`,
  clearTextHelp: 'Only for networks that let nothing else through.',
  clearTextWarning:
    'Everybody between you and the service can read the login and change your names with it. Use a DDNS Key, never the account login.',
  offline: 'Offline mode',
  offlineHelp: 'The name points to No-IP’s offline page, not to your home, until you turn this off.',
  notes: {
    connection_address:
      'It stores the address your connection comes from. While you use a VPN, that is the VPN’s.',
    finnish_networks_only: 'It accepts addresses of Finnish networks only.',
    lapses_after_a_week:
      'A name lapses after seven days. Hemma sends it again on the sixth day, if the computer is on.',
    both_families_needed:
      'It deletes or changes the address that is left out. Hemma therefore sends both, or nothing.',
    one_name_per_login: 'A login stands for one name.',
    secret_in_address:
      'The secret travels inside the address. It is encrypted on the way, but servers tend to write addresses down.',
    confirm_monthly: 'Free names must be confirmed about every 30 days, or they are removed.',
    creates_records: 'It creates a name that does not exist yet, so check the spelling.',
    ipv6_not_confirmed: 'Whether it keeps IPv6 addresses is not confirmed, so Hemma sends IPv4 only.',
    sends_both_together: 'A name that keeps both addresses is updated only while both are known.',
    observed_only: 'Its answers are known from other programs, not from a page of its own.',
  } satisfies Record<Note, string>,
};

export const rehearsal = {
  button: 'Show what would be sent',
  title: 'Rehearsal',
  nothing: 'Nothing is sent. This is the request as it would go out, with secrets masked.',
  running: 'Putting the request together…',
  problems: 'There is something to mend first:',
  notSent: {
    no_name: 'There is nothing to send: no name is filled in and kept.',
    colon_in_username: 'A user name with a colon cannot be sent.',
    contact_missing:
      'Nothing would be sent: this build names no maintainer, and the service blocks such programs.',
    impossible: 'No request can be made of this.',
  } satisfies Record<NotSent, string>,
  advice: {
    account_login:
      'This looks like the login of your account. No-IP is retiring it for updates: make a DDNS Key instead, which can do nothing else.',
    clear_text:
      'Everybody on the way can read the password and change your names. Use this port only where the ordinary one is blocked.',
    offline_is_paid:
      'The offline mode is a paid feature. Without it, updates stop until it is switched off here.',
    secret_in_address:
      'The secret travels inside the address. Where the service takes it in a header, prefer that.',
    no_address_in_template:
      'There is no {ip} in the address, so the service will store the one your connection comes from.',
  } satisfies Record<Advice, string>,
  close: 'Close',
};
