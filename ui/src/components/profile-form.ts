// What the form for one profile holds while it is typed in, and how it becomes messages.
import type {
  Family,
  FieldPath,
  FieldProblem,
  ProfileDraft,
  SecretInput,
  SecretKey,
  ServiceView,
} from '../bindings';

export interface Row {
  name: string;
  hostname: string;
  families: Record<Family, boolean>;
  enabled: boolean;
  offline: boolean;
  /** What the form does not show and gives back as it was. */
  suffix: string | null;
  prefix: number | null;
  /** Tokens, for services where each record has its own. */
  tokens: Record<Family, string>;
}

export interface Typed {
  /** Chosen once; the person never sees it. */
  id: string;
  service: string;
  label: string;
  username: string;
  secret: string;
  /** The key of the service's API, for services that have one. */
  key: string;
  /** The account goes by its key; names are chosen among its domains. */
  byKey: boolean;
  secretFile: string;
  endpoint: string;
  /** What most services have no use for. It stays as it is unless the service's form shows it. */
  kept: Kept;
  rows: Row[];
}

export type Kept = Pick<
  ProfileDraft,
  | 'api'
  | 'zone'
  | 'clear_text_port'
  | 'tunnel'
  | 'template'
  | 'method'
  | 'body'
  | 'content_type'
  | 'auth'
  | 'header'
  | 'answer'
  | 'success'
  | 'no_change'
>;

/** Nothing is given. */
export function keptNothing(): Kept {
  return {
    api: null,
    zone: null,
    clear_text_port: null,
    tunnel: null,
    template: null,
    body: null,
    content_type: null,
    method: null,
    auth: null,
    header: null,
    answer: null,
    success: [],
    no_change: [],
  };
}

export const families: Family[] = ['ipv4', 'ipv6'];

export function emptyRow(): Row {
  return {
    name: '',
    hostname: '',
    families: { ipv4: true, ipv6: false },
    enabled: true,
    offline: false,
    suffix: null,
    prefix: null,
    tokens: { ipv4: '', ipv6: '' },
  };
}

/** What a form begins with. */
export function typedOf(
  profile: ProfileDraft | null,
  service: string,
  taken: (string | null)[],
  byKey = false,
): Typed {
  if (!profile) {
    return {
      id: freshId(service, taken),
      service,
      label: '',
      username: '',
      secret: '',
      key: '',
      byKey,
      secretFile: '',
      endpoint: '',
      kept: keptNothing(),
      rows: [emptyRow()],
    };
  }
  return {
    id: profile.id ?? '',
    service: profile.service ?? '',
    label: profile.label ?? '',
    username: profile.username ?? '',
    secret: '',
    key: '',
    byKey,
    secretFile: profile.secret_file ?? '',
    endpoint: profile.endpoint ?? '',
    kept: keptOf(profile),
    rows: profile.name.map((entry) => ({
      ...emptyRow(),
      name: entry.name ?? '',
      hostname: entry.hostname ?? '',
      families: {
        ipv4: (entry.families ?? ['ipv4']).includes('ipv4'),
        ipv6: (entry.families ?? ['ipv4']).includes('ipv6'),
      },
      enabled: entry.enabled ?? true,
      offline: entry.offline ?? false,
      suffix: entry.suffix,
      prefix: entry.prefix,
    })),
  };
}

function keptOf(profile: ProfileDraft): Kept {
  const { api, zone, clear_text_port, tunnel, template, method, body, content_type } = profile;
  const { auth, header, answer, success, no_change } = profile;
  const request = { template, method, body, content_type, auth, header, answer, success, no_change };
  return { api, zone, clear_text_port, tunnel, ...request };
}

/** `noip`, or `noip-2` when that is taken. */
export function freshId(service: string, taken: (string | null)[]): string {
  const base = service || 'profile';
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.includes(id)) return id;
  }
}

export function draftOf(typed: Typed): ProfileDraft {
  return {
    id: typed.id,
    service: typed.service,
    label: filled(typed.label),
    username: filled(typed.username),
    secret_file: filled(typed.secretFile),
    endpoint: filled(typed.endpoint),
    ...typed.kept,
    // Copies: what is sent must not be the form's own state.
    success: [...typed.kept.success],
    no_change: [...typed.kept.no_change],
    // An account that goes by its key needs no name yet.
    name: typed.rows
      .filter((row) => !typed.byKey || row.name.trim() !== '')
      .map((row) => ({
        name: row.name.trim(),
        hostname: filled(row.hostname),
        families: families.filter((family) => row.families[family]),
        enabled: row.enabled,
        offline: row.offline ? true : null,
        suffix: row.suffix,
        prefix: row.prefix,
      })),
  };
}

/** Only what was typed: a key that is not listed keeps its secret. */
export function secretsOf(typed: Typed, service: ServiceView | undefined): SecretInput[] {
  if (!service?.secret_per_record) return typed.secret ? [{ key: typed.id, secret: typed.secret }] : [];
  const key = typed.byKey && typed.key.trim() ? [{ key: typed.id, secret: typed.key.trim() }] : [];
  const tokens = typed.rows.flatMap((row) =>
    families
      .filter((family) => row.families[family] && row.tokens[family] && canBeKey(row.name))
      .map((family) => ({ key: recordKey(typed.id, row.name, family), secret: row.tokens[family] })),
  );
  return [...key, ...tokens];
}

/** Under which keys the secrets of a profile are stored. */
export function secretKeys(profile: ProfileDraft, service: ServiceView | undefined): SecretKey[] {
  if (!service?.secret_per_record) return [profile.id ?? ''];
  return profile.name.flatMap((entry) =>
    (entry.families ?? ['ipv4']).map((family) =>
      recordKey(profile.id ?? '', entry.name ?? '', family as Family),
    ),
  );
}

export function recordKey(profile: string, name: string, family: Family): SecretKey {
  return `${profile}/${name.trim().replace(/\.$/, '').toLowerCase()}/${family}`;
}

/**
 * Whether a secret can be filed under this name. A name that cannot be one is sent without its secret, so that the
 * answer is about the name; what was typed stays in the form.
 */
function canBeKey(name: string): boolean {
  const labels = name.trim().replace(/\.$/, '').split('.');
  return (
    name.trim().length <= 253 &&
    labels.length > 1 &&
    labels.every(
      (label) => label.length <= 63 && /^[\p{L}\p{N}_]([\p{L}\p{N}_-]*[\p{L}\p{N}_])?$/u.test(label),
    )
  );
}

/** `profile[3].name[0].families` and `profile.name[0].families` both become `name.0.families`. */
export function fieldOf(path: FieldPath): string {
  const steps = [...path];
  if (steps[0] === 'profile') {
    steps.shift();
    if (typeof steps[0] === 'number') steps.shift();
  }
  if (steps[0] === 'secrets') return steps.slice(0, 2).join('.');
  return steps.join('.');
}

/** Finds the field of a problem; problems with a secret are named by the place of the secret in the list sent. */
export function problemsByField(
  problems: FieldProblem[],
  secrets: SecretInput[],
  typed: Typed,
): Map<string, FieldProblem> {
  const found = new Map<string, FieldProblem>();
  for (const problem of problems) {
    const field = fieldOf(problem.path);
    const match = /^secrets\.(\d+)$/.exec(field);
    const key = match ? secrets[Number(match[1])]?.key : undefined;
    found.set(key ? secretField(key, typed) : field, problem);
  }
  return found;
}

function secretField(key: SecretKey, typed: Typed): string {
  if (key === typed.id) return 'secret';
  const family = key.endsWith('/ipv6') ? 'ipv6' : 'ipv4';
  const row = typed.rows.findIndex((one) => recordKey(typed.id, one.name, family) === key);
  return `name.${row}.token.${family}`;
}

function filled(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}
