// Scenes for the demo back end: whole snapshots, settings and histories with documentation addresses.
import type {
  Condition,
  Family,
  GateState,
  HistoryEntry,
  LatchView,
  NameView,
  Overall,
  Phase,
  ProfileDraft,
  RecordView,
  ServiceView,
  SettingsView,
  Snapshot,
  TrailKind,
  Whereabouts,
} from '../bindings';
import { keptNothing } from '../components/profile-form';
import { accountScenes } from './demo-account';
import { history } from './demo-history';

export const sceneNames = [
  'ok',
  'refused',
  'empty',
  'offline',
  'many',
  'working',
  'held',
  'paused',
  'problems',
  'unasked',
  'travelling',
  'ill',
  'dead',
  'old',
  ...accountScenes,
] as const;
export type SceneName = (typeof sceneNames)[number];

export interface Scene {
  snapshot: Snapshot;
  settings: SettingsView;
  history: HistoryEntry[];
}

const minute = 60_000;
const hour = 60 * minute;
const v4 = '203.0.113.7';
const old4 = '198.51.100.23';
const v6 = '2001:db8:5:1::7';

export const services: ServiceView[] = [
  service('hostup', 'HostUp', { secret_per_record: true, has_api: true }),
  service('noip', 'No-IP', { needs_username: true, offline: true, clear_text_port: 8245 }),
  service('loopia', 'Loopia', { needs_username: true, ipv6: false }),
  service('dynu', 'Dynu', { needs_username: true, zone: true }),
  service('desec', 'deSEC', { needs_username: true }),
  service('ovh', 'OVH', { needs_username: true }),
  service('strato', 'Strato', { needs_username: true }),
  service('dyndns2', 'dyndns2', { needs_username: true, needs_endpoint: true }),
  service('custom', 'Custom', { custom: true }),
];

function service(id: string, name: string, more: Partial<ServiceView> = {}): ServiceView {
  return {
    id,
    name,
    ipv4: true,
    ipv6: true,
    needs_username: false,
    needs_endpoint: false,
    secret_per_record: false,
    has_api: false,
    zone: false,
    custom: false,
    offline: false,
    clear_text_port: null,
    ...more,
  };
}

/** Builds a scene as it looks at `now`. */
export function scene(name: SceneName, now: number): Scene {
  const at = (ago: number) => new Date(now - ago).toISOString();
  const stamp = (address: string, ago: number) => ({ address, at: at(ago) });

  const trail = (family: Family, tail: TrailKind[], ago = 2 * minute) => {
    const address = family === 'ipv4' ? v4 : v6;
    const steps: TrailKind[] = [
      { kind: 'began', cause: 'safety_poll' },
      { kind: 'located', whereabouts: { kind: 'home' } },
      {
        kind: 'looked',
        source: family === 'ipv4' ? 'ipify' : 'interface',
        operator: family === 'ipv4' ? 'ipify' : 'interface',
        voice: family === 'ipv4' ? 'echo' : 'interface',
        finding: { kind: 'found', address },
      },
      {
        kind: 'looked',
        source: 'cloudflare',
        operator: 'cloudflare',
        voice: 'echo',
        finding: { kind: 'found', address },
      },
      {
        kind: 'gate',
        state: { kind: 'known', address, voices: ['ipify', 'cloudflare'] },
        would_change: 'two_operators_agree',
      },
      ...tail,
    ];
    return steps.map((step, place) => ({ at: at(ago - place * 180), step }));
  };

  const record = (
    profile: string,
    host: string,
    family: Family,
    phase: Phase = { kind: 'up_to_date' },
  ): RecordView => {
    const address = family === 'ipv4' ? v4 : v6;
    const stopped = phase.kind === 'stopped';
    return {
      id: `${profile}/${host}/${family}`,
      family,
      at_service: null,
      status: {
        hostname: host,
        phase,
        confirmed: stamp(stopped ? old4 : address, 26 * hour),
        proved: stopped ? stamp(old4, 50 * hour) : stamp(address, 26 * hour - 900),
        in_dns: [stopped ? old4 : address],
        trail: trail(
          family,
          stopped
            ? [
                { kind: 'differs', from: old4, to: address },
                { kind: 'sent', address },
                {
                  kind: 'answered',
                  answer: { kind: 'needs_person', refusal: 'login_refused' },
                  quote: 'badauth',
                },
                { kind: 'latch_holds', bound: { kind: 'profile', profile } },
              ]
            : [{ kind: 'same' }],
        ),
      },
    };
  };

  const view = (
    profile: string,
    label: string,
    id: string,
    host: string,
    families: Family[],
    phase?: Phase,
  ): NameView => ({
    profile,
    label,
    service: id,
    service_name: services.find((one) => one.id === id)?.name ?? id,
    name: host,
    hostname: host,
    enabled: true,
    records: families.map((family) => record(profile, host, family, phase)),
  });

  const home: Whereabouts = { kind: 'home' };
  const known = (family: Family): GateState => ({
    kind: 'known',
    address: family === 'ipv4' ? v4 : v6,
    voices: family === 'ipv4' ? ['ipify', 'cloudflare'] : ['interface', 'cloudflare'],
  });
  const snapshot: Snapshot = {
    number: 1,
    at: at(0),
    started: at(9 * 24 * hour + 3 * hour),
    version: __VERSION__,
    overall: 'up_to_date',
    whereabouts: home,
    home: {
      guard: 'networks',
      networks: [{ id: '5f0c9a51d2e8b374', name: 'Hemma', here: true }],
      here: {
        id: '5f0c9a51d2e8b374',
        name: 'Hemma',
        interface: 'wlan0',
        link: 'wireless',
        gateway: '192.168.1.1',
        prefix: '192.168.1.0/24',
        metered: false,
      },
    },
    paused: false,
    paused_until: null,
    addresses: [
      { family: 'ipv4', gate: { state: known('ipv4'), known: stamp(v4, 26 * hour), jump: null } },
      { family: 'ipv6', gate: { state: known('ipv6'), known: stamp(v6, 12 * 24 * hour), jump: null } },
    ],
    names: [
      view('hostup-hem', 'HostUp', 'hostup', 'hem.example.se', ['ipv4', 'ipv6']),
      view('noip-nas', 'No-IP', 'noip', 'nas.example.net', ['ipv4']),
    ],
    conditions: [],
    latches: [],
    last_check: at(2 * minute),
    next_check: { at: at(-3 * minute), reason: 'safety_poll' },
    surfaces: { tray: 'shown', notices: 'works', vault: null, settings_problems: [] },
    general: { language: 'system', theme: 'system', icon: 'monochrome', start_hidden: true },
    history_revision: 1,
    settings_revision: 1,
  };

  const profiles: ProfileDraft[] = [
    profile('hostup-hem', 'hostup', 'HostUp', null, [['hem.example.se', ['ipv4', 'ipv6']]]),
    profile('noip-nas', 'noip', 'No-IP', 'k3f9x2a', [['nas.example.net', ['ipv4']]]),
  ];
  const settings: SettingsView = {
    draft: {
      version: 1,
      general: { language: 'system', theme: 'system', icon: 'monochrome', start_hidden: true },
      detection: {
        interval: '5m',
        settle: null,
        dwell: null,
        ipv6: 'stable',
        router: null,
        permit_documentation: null,
        source: [],
        dns: [],
      },
      proof: { servers: [], patience: null },
      notices: { address_change: false },
      history: { days: 400, entries: 1_000_000 },
      home: {
        guard: null,
        networks: [],
        declined: [],
        network: [{ id: '5f0c9a51d2e8b374', name: 'Hemma' }],
      },
      vault: { kind: 'keychain' },
      profile: profiles,
    },
    problems: [],
    path: '~/.config/hemma/settings.toml',
    secrets: ['hostup-hem/hem.example.se/ipv4', 'hostup-hem/hem.example.se/ipv6', 'noip-nas'],
    vault: 'keychain',
    services,
  };

  const condition = (kind: Condition['kind'], severity: Condition['severity'], ago: number): Condition => ({
    kind,
    severity,
    since: at(ago),
  });
  const overall = (state: Overall) => (snapshot.overall = state);

  switch (name) {
    case 'ok':
      break;
    case 'working':
      overall('working');
      snapshot.names[0]!.records[0]!.status.phase = { kind: 'proving', address: v4 };
      snapshot.names[0]!.records[0]!.status.in_dns = [old4];
      break;
    case 'refused': {
      overall('action_needed');
      snapshot.names[1] = view('noip-nas', 'No-IP', 'noip', 'nas.example.net', ['ipv4'], {
        kind: 'stopped',
        bound: { kind: 'profile', profile: 'noip-nas' },
      });
      const latch: LatchView = {
        latch: {
          bound: { kind: 'profile', profile: 'noip-nas' },
          refusal: 'login_refused',
          since: at(2 * minute),
          not_before: null,
          quote: 'badauth',
          profile: 'noip-nas',
        },
        label: 'No-IP',
        service_name: 'No-IP',
        names: ['nas.example.net'],
        looking: false,
      };
      snapshot.latches = [latch];
      snapshot.conditions = [condition({ kind: 'stopped', latch: 0 }, 'action', 2 * minute)];
      break;
    }
    case 'empty':
      overall('empty');
      snapshot.names = [];
      snapshot.addresses = [];
      snapshot.last_check = null;
      snapshot.next_check = null;
      settings.draft.profile = [];
      settings.secrets = [];
      break;
    case 'offline':
      overall('waiting');
      snapshot.whereabouts = { kind: 'offline' };
      snapshot.conditions = [condition({ kind: 'no_network' }, 'info', 4 * minute)];
      for (const one of snapshot.names)
        for (const record of one.records) record.status.phase = { kind: 'holding' };
      for (const address of snapshot.addresses)
        address.gate.state = { kind: 'held', reason: { kind: 'nobody_knows' } };
      break;
    case 'held':
      overall('waiting');
      snapshot.addresses[0]!.gate.state = {
        kind: 'held',
        reason: {
          kind: 'disagree',
          told: [
            ['ipify', v4],
            ['cloudflare', old4],
          ],
        },
      };
      snapshot.conditions = [
        condition({ kind: 'sources_disagree', family: 'ipv4' }, 'notice', 12 * minute),
        condition({ kind: 'carrier_nat' }, 'notice', hour),
      ];
      break;
    case 'paused':
      overall('paused');
      snapshot.paused = true;
      snapshot.paused_until = at(-40 * minute);
      snapshot.next_check = { at: at(-40 * minute), reason: 'pause_ends' };
      break;
    case 'problems':
      overall('action_needed');
      snapshot.surfaces = {
        tray: 'no_host',
        notices: 'no_daemon',
        vault: 'locked',
        settings_problems: [
          {
            path: ['profile', 1, 'name', 0, 'name'],
            problem: { kind: 'name', problem: { kind: 'no_dot' } },
            line: 24,
          },
        ],
      };
      settings.problems = snapshot.surfaces.settings_problems;
      settings.secrets = [];
      snapshot.conditions = [
        condition({ kind: 'vault_unavailable', problem: 'locked' }, 'action', minute),
        condition({ kind: 'settings_problem' }, 'action', 9 * minute),
        condition(
          { kind: 'service_busy', profile: 'noip-nas', reason: { kind: 'service_trouble' } },
          'notice',
          35 * minute,
        ),
      ];
      break;
    case 'many': {
      const hosts = Array.from(
        { length: 100 },
        (_, place) => `host-${String(place + 1).padStart(3, '0')}.example.net`,
      );
      snapshot.names = [
        ...snapshot.names.slice(0, 1),
        ...hosts.map((host) => view('noip-nas', 'No-IP', 'noip', host, ['ipv4'])),
      ];
      settings.draft.profile[1] = profile(
        'noip-nas',
        'noip',
        'No-IP',
        'k3f9x2a',
        hosts.map((host) => [host, ['ipv4']]),
      );
      break;
    }
    case 'unasked':
    case 'travelling': {
      overall('away');
      const reason = name === 'unasked' ? 'not_asked' : 'other_network';
      snapshot.whereabouts = { kind: 'away', reason };
      snapshot.conditions = [
        condition({ kind: 'away', reason }, name === 'unasked' ? 'notice' : 'info', hour),
      ];
      const here = { id: 'a91f00c4d7e2b653', name: null, gateway: '10.20.0.1', prefix: '10.20.0.0/16' };
      Object.assign(snapshot.home.here ?? {}, here);
      snapshot.home.networks =
        name === 'unasked'
          ? []
          : [
              { id: '5f0c9a51d2e8b374', name: 'Hemma', here: false },
              { id: '07ab34c1d2e8b9f5', name: '', here: false },
            ];
      snapshot.home.guard = name === 'unasked' ? 'ask' : 'networks';
      for (const one of snapshot.names)
        for (const record of one.records) record.status.phase = { kind: 'holding' };
      break;
    }
    case 'ill':
    case 'dead':
    case 'old':
      break;
    case 'account':
    case 'big':
    case 'readonly':
    case 'limited':
    case 'rejected':
    case 'partial':
    case 'slow':
    case 'bare':
      // The key of the account lies under the profile's own name.
      settings.secrets.push('hostup-hem');
      break;
  }
  return { snapshot, settings, history: history(now, name === 'many' ? 400 : name === 'empty' ? 0 : 60) };
}

function profile(
  id: string,
  serviceId: string,
  label: string,
  username: string | null,
  names: [string, Family[]][],
): ProfileDraft {
  return {
    id,
    service: serviceId,
    label,
    username,
    secret_file: null,
    endpoint: null,
    ...keptNothing(),
    name: names.map(([name, families]) => ({
      name,
      hostname: null,
      families,
      enabled: true,
      offline: null,
      suffix: null,
      prefix: null,
    })),
  };
}
