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
  notes: {
    connection_address:
      'Den sparar adressen som anslutningen kommer från. Med VPN blir det VPN-tjänstens adress.',
    finnish_networks_only: 'Den godtar bara adresser i finländska nät.',
    lapses_after_a_week:
      'Ett namn förfaller efter sju dagar. Hemma skickar det igen på den sjätte dagen, om datorn är på.',
    both_families_needed:
      'Den tar bort eller ändrar adressen som utelämnas. Hemma skickar därför båda eller ingenting.',
    one_name_per_login: 'En inloggning står för ett namn.',
    secret_in_address:
      'Hemligheten ligger i adressen. Den är krypterad på vägen, men servrar brukar skriva upp adresser.',
    confirm_monthly: 'Gratisnamn måste bekräftas ungefär var 30:e dag, annars tas de bort.',
    creates_records: 'Den skapar ett namn som inte finns ännu, så kontrollera stavningen.',
    ipv6_not_confirmed: 'Det är inte bekräftat att den hanterar IPv6, så Hemma skickar bara IPv4.',
    sends_both_together: 'Ett namn med båda adresserna uppdateras bara när båda är kända.',
    observed_only: 'Dess svar är kända från andra program, inte från en egen beskrivning.',
  },
};

export const rehearsal: typeof englishRehearsal = {
  button: 'Visa vad som skulle skickas',
  title: 'Provkörning',
  nothing: 'Inget skickas. Så här skulle begäran se ut, med hemligheter dolda.',
  running: 'Sätter ihop begäran…',
  problems: 'Något behöver rättas först:',
  notSent: {
    no_name: 'Det finns inget att skicka: inget namn är ifyllt och påslaget.',
    colon_in_username: 'Ett användarnamn med kolon kan inte skickas.',
    contact_missing:
      'Inget skulle skickas: det här bygget anger ingen ansvarig, och tjänsten spärrar sådana program.',
    impossible: 'Det går inte att göra en begäran av det här.',
  },
  advice: {
    account_login:
      'Det här ser ut som inloggningen till ditt konto. No-IP fasar ut den för uppdateringar: skapa en DDNS Key i stället, som inte kan göra något annat.',
    clear_text:
      'Alla på vägen kan läsa lösenordet och ändra dina namn. Använd porten bara där den vanliga är spärrad.',
    offline_is_paid:
      'Det frånkopplade läget är en betalfunktion. Utan den stannar uppdateringarna tills det slås av här.',
    secret_in_address: 'Hemligheten ligger i adressen. Använd hellre ett huvud om tjänsten tillåter det.',
    no_address_in_template:
      'Det finns inget {ip} i adressen, så tjänsten sparar adressen som anslutningen kommer från.',
  },
  close: 'Stäng',
};
