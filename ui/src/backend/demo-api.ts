// The pretend API of a service, for the demo back end. It is no judge: it answers what a page needs to be tried out.
import type {
  ApiAnswer,
  ApiChange,
  ApiQuery,
  ApiTrouble,
  ApiTroubleKind,
  CreateOutcome,
  DnsEventView,
  Done,
  Family,
  KeyView,
  LogLine,
  ServerHostnameView,
  Writer,
} from '../bindings';
import { at, configuration, domainsOf, servers, type AccountScene, type DemoDomain } from './demo-account';

const minute = 60_000;
const plain: Done = { kind: 'plain' };

export type Replied<A> = { answer: A } | { trouble: ApiTrouble };

export class DemoApi {
  readonly scene: AccountScene;
  /** Every question asked, for tests. */
  readonly asked: ApiQuery[] = [];
  readonly #began = Date.now();
  readonly #domains: DemoDomain[];
  readonly #hostnames: Record<string, string | null> = {
    vps_web: 'webb.example.se',
    vps_db: 'databas.example.se',
    vps_mail: 'post.example.se',
    vps_new: null,
  };
  #trouble: ApiTrouble | null = null;

  constructor(scene: AccountScene) {
    this.scene = scene;
    this.#domains = domainsOf(scene, this.#began);
  }

  /** The next change meets this. */
  failNext(trouble: ApiTrouble): void {
    this.#trouble = trouble;
  }

  ask(ask: ApiQuery): Replied<ApiAnswer> {
    this.asked.push(ask);
    const trouble = this.#meets(ask);
    return trouble ? { trouble } : this.#answer(ask);
  }

  #meets(ask: ApiQuery): ApiTrouble | null {
    if (this.scene === 'rejected') return rejected();
    if (this.scene === 'limited' && ask.kind !== 'key' && ask.kind !== 'domains')
      return trouble(
        { kind: 'limited', until: at(this.#began, -90_000) },
        { status: 429, code: 'rate_limit_exceeded' },
      );
    if (this.scene === 'partial') {
      if (ask.kind === 'domains' && ask.cursor)
        return trouble({ kind: 'unavailable' }, { status: 503, code: 'upstream_unavailable' });
      if (ask.kind === 'configurations' && ask.domain === 'dom_com')
        return trouble({ kind: 'strange' }, { status: 200 });
    }
    if (this.scene === 'readonly' && (ask.kind === 'servers' || ask.kind === 'server_hostname'))
      return trouble(
        { kind: 'not_allowed', scopes: ['read:vm'] },
        { status: 403, code: 'forbidden', detail: 'Missing scope' },
      );
    return null;
  }

  #answer(ask: ApiQuery): Replied<ApiAnswer> {
    switch (ask.kind) {
      case 'key':
        return { answer: { kind: ask.kind, key: this.key() } };
      case 'domains': {
        const size = this.scene === 'big' ? 100 : this.scene === 'partial' ? 4 : 50;
        const from = Number(ask.cursor ?? 0);
        const domains = this.#domains.slice(from, from + size).map(({ domain }) => domain);
        const next = from + size < this.#domains.length ? String(from + size) : null;
        return { answer: { kind: ask.kind, domains, next } };
      }
      case 'configurations': {
        const found = this.#domains.find(({ domain }) => domain.id === ask.domain);
        if (!found) return { trouble: gone };
        if (ask.again) found.configurations.at = new Date().toISOString();
        return { answer: { kind: ask.kind, configurations: found.configurations } };
      }
      case 'update_log':
        return { answer: { kind: ask.kind, ...this.#log(ask.configuration) } };
      case 'dns_history': {
        const fitting = dnsHistory(this.#began).filter(
          ({ owner, type }) =>
            (!ask.name || owner === ask.name) && (!ask.record_type || type === ask.record_type),
        );
        const from = Number(ask.cursor ?? 0);
        const events =
          ask.domain === 'dom_net' ? [] : fitting.slice(from, from + 4).map(({ event }) => event);
        return {
          answer: {
            kind: ask.kind,
            events,
            next: from + 4 < fitting.length && events.length ? String(from + 4) : null,
          },
        };
      }
      case 'servers':
        return { answer: { kind: ask.kind, servers: this.scene === 'bare' ? [] : servers(), next: null } };
      case 'server_hostname':
        return { answer: { kind: ask.kind, hostname: this.#hostname(ask.server) } };
    }
  }

  change(change: ApiChange): Replied<Done> {
    const trouble = this.#trouble;
    this.#trouble = null;
    if (trouble?.kind.kind === 'lost_in_rotation') this.#lose(change);
    if (trouble) return { trouble };
    if (change.kind === 'change_hostname') return this.#rename(change.server, change.hostname);
    const found = this.#domains.find(({ domain }) => domain.id === change.domain);
    if (!found) return { trouble: gone };
    const { configurations } = found.configurations;
    if (change.kind === 'create') {
      const outcomes = change.families.map((family) =>
        this.#create(found, change.hostname, family, change.keep),
      );
      return { answer: { kind: 'created', outcomes } };
    }
    const one = configurations.find(({ id }) => id === change.configuration);
    if (!one) return { trouble: gone };
    switch (change.kind) {
      case 'set_enabled':
        one.enabled = change.enabled;
        break;
      case 'delete':
        configurations.splice(configurations.indexOf(one), 1);
        break;
      case 'rotate_token':
        Object.assign(one, { id: `${one.id}_new`, updates: 0, last_update: null, last_address: null });
        break;
      case 'keep':
        one.kept = change.keep ? 'here' : 'no';
        break;
    }
    return { answer: plain };
  }

  #lose(change: ApiChange): void {
    if (!('configuration' in change)) return;
    const found = this.#domains.find(({ domain }) => domain.id === change.domain)?.configurations;
    if (found) found.configurations = found.configurations.filter(({ id }) => id !== change.configuration);
  }

  key(): KeyView {
    const may = this.scene === 'readonly' ? 'no' : 'yes';
    return {
      read_domains: 'yes',
      write_domains: may,
      read_dns: 'unknown',
      read_servers: this.scene === 'readonly' ? 'no' : 'yes',
      write_servers: this.scene === 'readonly' ? 'no' : 'unknown',
      missing: this.scene === 'readonly' ? ['write:domains', 'read:vm', 'write:vm'] : [],
      at: new Date().toISOString(),
    };
  }

  #create(found: DemoDomain, hostname: string, family: Family, keep: boolean): CreateOutcome {
    const { configurations } = found.configurations;
    const { name } = found.domain;
    if (hostname !== name && !hostname.endsWith(`.${name}`)) {
      const fields = [{ field: 'hostname', detail: `The hostname must belong to ${name}.` }];
      return { family, kept: false, trouble: trouble({ kind: 'invalid' }, { status: 400, fields }) };
    }
    if (configurations.some((one) => one.hostname === hostname && one.family === family)) {
      const detail = 'A configuration with this hostname and record type exists already.';
      return { family, kept: false, trouble: trouble({ kind: 'conflict' }, { status: 409, detail }) };
    }
    configurations.push(
      configuration(`ddns_${hostname}_${family}`, hostname, family, {
        last_address: null,
        kept: keep ? 'here' : 'no',
      }),
    );
    return { family, kept: keep, trouble: null };
  }

  #log(id: string): { lines: LogLine[]; others: Writer[] } {
    if (id === 'ddns_kontor') return { lines: [], others: [] };
    const hemma: Writer = { agent: 'Hemma/0.1.0', address: '203.0.113.7' };
    const router: Writer = { agent: 'MikroTik/7.16 Fetch', address: '198.51.100.23' };
    const line = (ago: number, more: Partial<LogLine>): LogLine => ({
      at: at(this.#began, ago * minute),
      side: 'both',
      outcome: 'success',
      from: '198.51.100.23',
      to: '203.0.113.7',
      writer: hemma,
      message: null,
      ...more,
    });
    if (id === 'ddns_nas4')
      return {
        lines: Array.from({ length: 8 }, (_, place) =>
          line(9 + place * 5, {
            side: 'service',
            outcome: 'no_change',
            from: null,
            to: '198.51.100.23',
            writer: router,
          }),
        ),
        others: [router],
      };
    return {
      lines: [
        line(26 * 60, {}),
        line(27 * 60, {
          side: 'computer',
          outcome: 'unknown',
          writer: null,
          message: 'no answer came in time',
        }),
        line(80 * 60, {
          side: 'service',
          outcome: 'failed',
          writer: { agent: 'curl/8.14.1', address: '192.0.2.99' },
          message: 'Invalid token',
        }),
        line(120 * 60, { from: '198.51.100.24', to: '198.51.100.23' }),
      ],
      others: [],
    };
  }

  #hostname(server: string): ServerHostnameView {
    const closed = server === 'vps_db' || server === 'vps_new';
    return {
      hostname: this.#hostnames[server] ?? null,
      change: { allowed: !closed, reason: closed ? 'The server is not running.' : null },
      longest: 253,
      pattern:
        '^[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$',
      pattern_description: 'Labels of letters, digits and hyphens, 1 to 63 characters each.',
    };
  }

  #rename(server: string, hostname: string): Replied<Done> {
    this.#hostnames[server] = hostname.toLowerCase();
    const failed = server === 'vps_mail';
    return {
      answer: {
        kind: 'hostname_changed',
        report: {
          hostname: hostname.toLowerCase(),
          normalized: hostname !== hostname.toLowerCase(),
          reload_recommended: true,
          reverse_dns: hostname.startsWith('tyst')
            ? null
            : {
                outcome: failed ? 'partial_failure' : hostname.startsWith('ny') ? 'restored' : 'not_changed',
                watched: 2,
                restored: failed || hostname.startsWith('ny') ? ['192.0.2.10'] : [],
                failed: failed ? ['2001:db8:9::12'] : [],
                detail: failed ? 'The reverse zone did not answer.' : null,
              },
        },
      },
    };
  }
}

export function trouble(kind: ApiTroubleKind, more: Partial<ApiTrouble> = {}): ApiTrouble {
  return {
    kind,
    detail: null,
    request_id: 'req_01jz5f8h2m3n4p5q6r7s8t9v0w',
    status: null,
    code: null,
    fields: [],
    unclear: false,
    ...more,
  };
}

export function rejected(): ApiTrouble {
  return trouble(
    { kind: 'key_rejected', address_changed: true },
    { status: 401, code: 'unauthorized', detail: 'Unauthorized' },
  );
}

const gone = trouble({ kind: 'gone' }, { status: 404, code: 'not_found' });

function dnsHistory(now: number): { owner: string; type: string; event: DnsEventView }[] {
  const event = (ago: number, owner: string, type: string, more: Partial<DnsEventView>) => ({
    owner,
    type,
    event: {
      at: at(now, ago * minute),
      change: 'update',
      source: null,
      summary: null,
      before: [],
      after: [],
      ...more,
    },
  });
  const moved = (ago: number, from: string, to: string) =>
    event(ago, 'hem', 'A', {
      source: 'dyndns',
      summary: 'A hem.example.se updated',
      before: [`hem.example.se. 300 A ${from}`],
      after: [`hem.example.se. 300 A ${to}`],
    });
  return [
    moved(26 * 60, '198.51.100.23', '203.0.113.7'),
    event(40 * 60, '@', 'MX', {
      summary: 'MX records of example.se changed',
      before: ['example.se. 3600 MX 10 old.example.net.', 'example.se. 3600 MX 20 spare.example.net.'],
      after: ['example.se. 3600 MX 10 mail.example.net.', 'example.se. 3600 MX 20 spare.example.net.'],
    }),
    moved(79 * 60, '198.51.100.24', '198.51.100.23'),
    event(100 * 60, 'www', 'CNAME', {
      change: 'create',
      summary: 'CNAME www.example.se created',
      after: ['www.example.se. 3600 CNAME example.se.'],
    }),
    event(200 * 60, '@', 'NS', {
      change: 'nameserver_change',
      source: 'panel',
      before: ['ns1.example.org', 'ns2.example.org'],
      after: ['primary.ns.hostup.se', 'secondary.ns.hostup.se'],
    }),
    event(300 * 60, 'hem', 'A', { at: null, change: 'dyndns_sync', summary: 'Synchronised' }),
  ];
}
