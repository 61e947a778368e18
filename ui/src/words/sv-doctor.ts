// Svenska: doktorns sida. Vad som hittades berättar Hemma själv i rapporten; här är etiketterna runt den.
import type { RouterProblem } from '../bindings';
import type { doctor as english } from './en-doctor';
import { never } from './format';

function routerProblem(problem: RouterProblem): string {
  switch (problem.kind) {
    case 'no_answer':
      return 'inget svar';
    case 'not_supported':
      return 'talar inte det språket';
    case 'refused':
      return 'vägrade';
    case 'no_lease':
      return 'har själv ingen adress';
    case 'busy':
      return 'är upptagen';
    case 'failed':
      return `misslyckades (${problem.code})`;
    case 'elsewhere':
      return 'pekar på en annan dator och blev inte trodd';
    case 'malformed':
      return 'svarade på ett sätt som inte går att läsa';
    case 'too_large':
      return 'svarade för mycket';
    default:
      return never(problem);
  }
}

export const doctor: typeof english = {
  title: 'Doktorn',
  intro: 'Vad som står mellan dina namn och den här datorn, och vad du kan göra åt det.',
  again: 'Titta igen',
  looking: 'Frågar DNS och routern…',
  stopped: 'Doktorn skickades iväg.',
  madeAt: (when) => `Tittade ${when}`,
  compared: {
    title: 'Vad DNS säger, på tre sätt',
    help: 'Zonen bestämmer. Nätverkets namnserver kan ha kvar ett gammalt svar en stund, och datorn kan ha ett eget.',
    name: 'Namn',
    zone: 'Zonen',
    network: 'Nätverket',
    computer: 'Datorn',
    verdict: 'Vad det betyder',
    nothing: 'ingenting',
    silent: 'inget svar',
    verdicts: {
      same: 'alla säger samma',
      stale: 'ett gammalt svar, en stund till',
      network_overrides: 'nätverket svarar självt',
      computer_overrides: 'den här datorn svarar själv',
      unknown: 'går inte att jämföra',
    },
  },
  router: {
    title: 'Routern',
    notAsked: 'Routern tillfrågades inte. Den frågas bara när inställningarna tillåter det, och bara hemma.',
    model: 'Modell',
    gateway: 'Adress hemma',
    nat_pmp: 'NAT-PMP säger',
    upnp: 'UPnP säger',
    events: 'Berättar själv om ändringar',
    announcements: 'Hemma lyssnar efter NAT-PMP-meddelanden',
    not_asked: 'inte tillfrågad',
    subscribed: 'ja',
    off: 'inte efterfrågat',
    yes: 'ja',
    no: 'nej',
    asked: 'Tillfrågad',
    problem: routerProblem,
  },
  ipv6: {
    title: 'Datorns IPv6-adresser',
    help: 'Den som är stabil, gäller nu och ligger på vägen ut publiceras.',
    none: 'Datorn har ingen.',
    standing: {
      chosen: 'vald',
      local: 'gäller inte på internet',
      duplicated: 'någon annan har den också',
      temporary: 'byts ofta, för integritetens skull',
      deprecated: 'är på väg ut',
      settling: 'kontrolleras fortfarande',
      no_way_out: 'har ingen väg ut',
      other_interface: 'ligger inte på vägen ut',
      other_prefix: 'hör till ett annat nätverk än routerns',
      alone: 'skulle stå ensam i sitt nätverk',
      as_good: 'är lika bra, men en annan valdes först',
    },
  },
  report: {
    title: 'Rapport att kopiera',
    help: 'För ett forum eller för support. Inget lösenord, ingen nyckel, inget användarnamn och ingen maskinvaruadress finns i den. Läs den innan du skickar den.',
    mask: 'Dölj namn och adresser',
    maskHelp: 'Namn, domäner och slutet på adresser byts ut.',
    show: 'Visa rapporten',
    copy: 'Kopiera rapporten',
    text: 'Rapporten',
  },
};
