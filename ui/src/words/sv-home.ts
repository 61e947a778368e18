// Svenska: hemnätverk i inställningarna.
import type { homes as english } from './en-home';

export const homes: typeof english = {
  title: 'Hemnätverk',
  guard: {
    always: 'Namnen hålls aktuella på alla nätverk: datorn flyttas aldrig.',
    networks: 'Namnen hålls aktuella bara på de här nätverken.',
    ask: 'Inget hemnätverk är valt ännu. Inget publiceras förrän ett är det.',
  },
  here: 'Det här nätverket',
  none: 'Det finns inget nätverk just nu.',
  isHome: 'Hemma',
  notHome: 'Inte hemma',
  unknowable:
    'Hemma kan inte skilja det här nätverket från andra: en VPN används, eller så är routern okänd. Det kan inte vara ett hemnätverk.',
  name: 'Vad du kallar det',
  mark: 'Här är hemma',
  rename: 'Spara namnet',
  forget: 'Glöm',
  forgetOf: (name) => `Glöm ${name}`,
  unnamed: '(inget namn)',
  others: 'Andra hemnätverk',
  marked: 'Det här är ett hemnätverk nu.',
  forgotten: (name) => `${name} är glömt.`,
  undo: 'Ångra',
  undone: 'Som det var.',
  never: 'Datorn flyttas aldrig',
  neverHelp: 'Namnen hålls aktuella på alla nätverk. Rätt för en dator på ett bord, fel för en bärbar.',
  tunnels: 'När en VPN bär trafiken',
  tunnelsHelp:
    'Dess adress är oftast inte din. Håll inne namnen, eller låt dem följa med, till exempel till en egen utgång.',
  tunnel: { hold: 'Håll inne', follow: 'Följ VPN' },
  tunnelOf: (profile) => `${profile} när en VPN bär trafiken`,
};
