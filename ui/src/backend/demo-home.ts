// What the demo's agent does when a person says which networks are home.
import type { Command, Snapshot } from '../bindings';

/** The commands about home networks. */
export type HomeCommand = Extract<
  Command,
  { kind: 'mark_home' | 'decline_home' | 'forget_home' | 'never_moves' }
>;

/** Carries one out on the snapshot. */
export function changeHome(command: HomeCommand, now: Snapshot): void {
  const { home } = now;
  switch (command.kind) {
    case 'mark_home':
      home.networks = home.networks.filter(({ id }) => id !== command.id);
      home.networks.push({ id: command.id, name: command.name, here: home.here?.id === command.id });
      home.guard = 'networks';
      break;
    case 'decline_home':
    case 'forget_home':
      home.networks = home.networks.filter(({ id }) => id !== command.id);
      break;
    case 'never_moves':
      home.guard = 'always';
      break;
  }
  if (home.here) home.here.name = home.networks.find(({ here }) => here)?.name ?? null;
  const atHome = home.guard === 'always' || home.networks.some(({ here }) => here);
  now.whereabouts = atHome ? { kind: 'home' } : { kind: 'away', reason: 'other_network' };
  now.conditions = now.conditions.filter(({ kind }) => kind.kind !== 'away');
  if (atHome) {
    if (now.overall === 'away' || now.overall === 'action_needed') now.overall = 'up_to_date';
  } else {
    now.overall = 'away';
    now.conditions.push({
      kind: { kind: 'away', reason: 'other_network' },
      severity: 'info',
      since: new Date().toISOString(),
    });
  }
}
