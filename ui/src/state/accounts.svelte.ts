// Which accounts have an API key, as far as the settings tell.
import type { SettingsView } from '../bindings';
import { accountOf } from './account.svelte';
import type { Engine } from './engine.svelte';

export interface Keyed {
  profile: string;
  label: string;
}

export function keyedAccounts(settings: SettingsView | null): Keyed[] {
  return (settings?.draft.profile ?? []).flatMap((profile) => {
    const service = settings?.services.find((one) => one.id === profile.service);
    if (!service?.has_api || !profile.id || !settings?.secrets.includes(profile.id)) return [];
    return [{ profile: profile.id, label: profile.label ?? service.name }];
  });
}

/** Whether servers may be shown: some key may read them, or it is not known yet. */
export function mayShowServers(engine: Engine, settings: SettingsView | null): boolean {
  return keyedAccounts(settings).some(({ profile }) => accountOf(engine, profile).key?.read_servers !== 'no');
}
