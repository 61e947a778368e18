// What the pretend HostUp accounts of the demo back end hold. Documentation names and addresses only.
import type { ConfigurationsView, ConfigurationView, DomainView, Kept, ServerView } from '../bindings';

/** The scenes with an account that has an API key. */
export const accountScenes = [
  /** A few domains, each in another state. */
  'account',
  /** 300 domains with 2,000 configurations. */
  'big',
  /** A key that can only read. */
  'readonly',
  /** The service asks for a rest. */
  'limited',
  /** The key is not accepted. */
  'rejected',
  /** The second page of domains cannot be read, nor can one domain. */
  'partial',
  /** Each answer takes four seconds. */
  'slow',
  /** A key, and nothing in the account. */
  'bare',
] as const;
export type AccountScene = (typeof accountScenes)[number];

export interface DemoDomain {
  domain: DomainView;
  configurations: ConfigurationsView;
}

const open = { allowed: true, reason: null };
const minute = 60_000;
const day = 24 * 60 * minute;

export function domainsOf(scene: AccountScene, now: number): DemoDomain[] {
  if (scene === 'bare') return [];
  if (scene === 'big') return Array.from({ length: 300 }, (_, place) => oneOfMany(place, now));
  const domains = fewDomains(now);
  if (scene === 'readonly') {
    const closed = { allowed: false, reason: 'The API key has no write access to domains.' };
    for (const { configurations } of domains) {
      configurations.manage = configurations.enable = closed;
      for (const one of configurations.configurations) Object.assign(one, { token_shown: false, kept: 'no' });
    }
  }
  return domains;
}

function oneOfMany(place: number, now: number): DemoDomain {
  const number = String(place + 1).padStart(3, '0');
  const name = `domain-${number}.example`;
  const labels = ['hem', 'nas', 'vpn', 'kamera', 'garage', 'stuga', 'kontor'].slice(0, place < 200 ? 7 : 6);
  return {
    domain: { id: `dom_${number}`, name, status: 'active', expires: at(now, -(90 + place) * day) },
    configurations: holding(
      now,
      labels.map((label, which) =>
        configuration(`ddns_${number}_${label}`, `${label}.${name}`, which % 3 === 2 ? 'ipv6' : 'ipv4', {
          last_update: at(now, (place + which + 1) * 37 * minute),
          updates: place + which,
          kept: place === 0 && which === 0 ? 'here' : 'no',
        }),
      ),
    ),
  };
}

function fewDomains(now: number): DemoDomain[] {
  const make = (id: string, name: string, holds: ConfigurationsView, more: Partial<DomainView> = {}) => ({
    domain: { id: `dom_${id}`, name, status: 'active', expires: at(now, -200 * day), ...more },
    configurations: holds,
  });
  return [
    make(
      'se',
      'example.se',
      holding(now, [
        configuration('ddns_hem4', 'hem.example.se', 'ipv4', {
          last_update: at(now, 26 * 60 * minute),
          updates: 14,
          kept: 'here',
        }),
        configuration('ddns_hem6', 'hem.example.se', 'ipv6', {
          last_update: at(now, 12 * day),
          updates: 3,
          kept: 'here',
        }),
        configuration('ddns_nas4', 'nas.example.se', 'ipv4', {
          last_address: '198.51.100.23',
          last_update: at(now, 9 * minute),
          updates: 4810,
        }),
        configuration('ddns_stuga', 'stuga.example.se', 'ipv4', { kept: 'other_token', updates: 7 }),
        configuration('ddns_kontor', 'kontor.example.se', 'ipv4', {
          enabled: false,
          last_address: null,
          updates: 0,
        }),
      ]),
    ),
    make('net', 'example.net', holding(now, [])),
    make('com', 'example.com', {
      ...holding(now, [configuration('ddns_com', 'www.example.com', 'ipv4', { updates: 2 })]),
      manage: { allowed: false, reason: 'A transfer of the domain is in progress.' },
    }),
    make('org', 'example.org', {
      ...holding(now, []),
      available: false,
      reason: 'The domain does not use HostUp’s name servers.',
    }),
    make(
      'idn',
      'räksmörgås.example',
      holding(now, [configuration('ddns_idn', 'hem.räksmörgås.example', 'ipv4', { updates: 1 })]),
    ),
    make('old', 'gammal.example', holding(now, []), { status: 'expired', expires: at(now, 20 * day) }),
  ];
}

export function holding(now: number, configurations: ConfigurationView[]): ConfigurationsView {
  return {
    available: true,
    reason: null,
    manage: open,
    enable: open,
    configurations,
    unreadable: 0,
    at: at(now, 2 * minute),
  };
}

export function configuration(
  id: string,
  hostname: string,
  family: 'ipv4' | 'ipv6',
  more: Partial<ConfigurationView> & { kept?: Kept } = {},
): ConfigurationView {
  return {
    id,
    hostname,
    family,
    record_type: family === 'ipv4' ? 'A' : 'AAAA',
    last_address: family === 'ipv4' ? '203.0.113.7' : '2001:db8:5:1::7',
    last_update: null,
    updates: 0,
    enabled: true,
    kept: 'no',
    token_shown: true,
    ...more,
  };
}

export function servers(): ServerView[] {
  const server = (id: string, name: string, more: Partial<ServerView>): ServerView => ({
    id,
    name,
    address: '192.0.2.10',
    status: 'active',
    power: 'running',
    system: 'Debian 13',
    ...more,
  });
  return [
    server('vps_web', 'webb', {}),
    server('vps_db', 'databas', { address: '192.0.2.11', power: 'stopped', system: 'Ubuntu 24.04' }),
    server('vps_mail', 'e-post', { address: '192.0.2.12', system: 'AlmaLinux 10' }),
    server('vps_new', 'nyast', { address: null, power: 'provisioning', status: 'pending', system: null }),
  ];
}

export function at(now: number, ago: number): string {
  return new Date(now - ago).toISOString();
}
