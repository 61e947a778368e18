// English: home networks in the settings.
import type { Guard } from '../bindings';

export const homes = {
  title: 'Home networks',
  guard: {
    always: 'Names are kept on every network: this computer never moves.',
    networks: 'Names are kept on these networks only.',
    ask: 'No home network is named yet. Nothing is published until one is.',
  } satisfies Record<Guard, string>,
  here: 'This network',
  none: 'There is no network now.',
  isHome: 'Home',
  notHome: 'Not home',
  unknowable:
    'Hemma cannot tell this network from others: a VPN is in use, or its router is not known. It cannot be a home network.',
  name: 'What you call it',
  mark: 'This is home',
  rename: 'Save the name',
  forget: 'Forget',
  forgetOf: (name: string) => `Forget ${name}`,
  unnamed: '(no name)',
  others: 'Other home networks',
  marked: 'This is a home network now.',
  forgotten: (name: string) => `${name} was forgotten.`,
  undo: 'Undo',
  undone: 'As it was.',
  never: 'This computer never moves',
  neverHelp: 'Names are kept on every network. Right for a computer on a desk; wrong for a laptop.',
  tunnels: 'While a VPN carries the traffic',
  tunnelsHelp:
    'Its address is usually not yours. Hold the names back, or let them follow, for instance to an exit of your own.',
  tunnel: { hold: 'Hold back', follow: 'Follow the VPN' },
  tunnelOf: (profile: string) => `${profile} while a VPN carries the traffic`,
};
