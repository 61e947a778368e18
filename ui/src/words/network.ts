// The network this computer is in, in one line: `Wi-Fi wlan0, router 192.168.1.1, addresses 192.168.1.0/24`.
import type { NetworkView } from '../bindings';
import type { FirstWords } from './en-first';

export function network(words: FirstWords, here: NetworkView): string {
  const say = words.home;
  const link = here.link ? say.link[here.link] : say.network;
  return [
    here.interface ? `${link} ${here.interface}` : link,
    here.gateway && say.gateway(here.gateway),
    here.prefix && say.prefix(here.prefix),
    here.metered && say.metered,
  ]
    .filter(Boolean)
    .join(', ');
}
