// English: a service that the person describes, what only some services know, and the rehearsal.
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
  familyNeeded: 'This service deletes an address that is left out.',
};

export const rehearsal = {
  button: 'Show what would be sent',
  title: 'Rehearsal',
  nothing: 'Nothing is sent. This is the request as it would go out, with secrets masked.',
  running: 'Putting the request together…',
  none: 'There is nothing to send: no name is filled in and kept.',
  of: (name: string) => `For ${name}`,
  close: 'Close',
};
