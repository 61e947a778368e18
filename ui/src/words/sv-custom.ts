// Svenska: en tjänst som personen beskriver, det som bara vissa tjänster kan, och provkörningen.
import type { custom as englishCustom, rehearsal as englishRehearsal } from './en-custom';

export const custom: typeof englishCustom = {
  service: 'En tjänst du beskriver själv',
  title: 'Begäran',
  template: 'Adress med platshållare',
  templateHelp:
    'Hemma fyller i `{hostname}`, `{ip}`, `{ipv4}`, `{ipv6}`, `{username}` och `{token}`. Skriv aldrig själva hemligheten här.',
  method: 'Metod',
  auth: 'Inloggning',
  auths: {
    none: 'Bara genom adressen',
    basic: 'Användarnamn och lösenord',
    bearer: 'Bearer-token',
    header: 'I ett eget huvud',
  },
  header: 'Huvudets namn',
  answer: 'Hur svaret läses',
  answers: {
    dyndns2: 'dyndns2-ord (good, nochg, …)',
    status: 'Bara efter HTTP-status',
    text: 'Efter ord som du anger',
  },
  success: 'Betyder att det lyckades',
  successHelp: 'Det som svaret börjar med. Flera skiljs åt med komma.',
  noChange: 'Betyder ingen ändring',
  noChangeHelp: 'Det som svaret börjar med när inget behövde ändras.',
  zone: 'Zon',
  zoneHelp: 'Domänen som namnen ligger i, till exempel `example.net`.',
  clearText: (port) => `Skicka okrypterat på port ${port}`,
  clearTextHelp: 'Bara för nätverk som inte släpper igenom något annat.',
  clearTextWarning:
    'Alla mellan dig och tjänsten kan läsa inloggningen och ändra dina namn med den. Använd en DDNS Key, aldrig inloggningen till kontot.',
  offline: 'Frånkopplat läge',
  offlineHelp:
    'Namnet pekar på No-IP:s sida för frånkopplade namn, inte hem till dig, tills du slår av det här.',
  familyNeeded: 'Tjänsten tar bort en adress som utelämnas.',
};

export const rehearsal: typeof englishRehearsal = {
  button: 'Visa vad som skulle skickas',
  title: 'Provkörning',
  nothing: 'Inget skickas. Så här skulle begäran se ut, med hemligheter dolda.',
  running: 'Sätter ihop begäran…',
  none: 'Det finns inget att skicka: inget namn är ifyllt och påslaget.',
  of: (name) => `För ${name}`,
  close: 'Stäng',
};
