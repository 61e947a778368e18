// Files of other programs that the demo back end pretends to find.
import type { Command, ImportProblem, ImportRefusal, ImportView, ProfileDraft } from '../bindings';
import { keptNothing } from '../components/profile-form';

export type Found = { found: ImportView } | { problem: ImportProblem };

/** Any path that ends in `.conf` holds something; others show what can go wrong. */
export function readImport(path: string): Found {
  if (path.endsWith('/') || path === '') return { problem: { kind: 'not_a_file' } };
  if (path.endsWith('secret.conf')) return { problem: { kind: 'not_permitted' } };
  if (path.endsWith('broken.conf'))
    return { problem: { kind: 'mistake', line: 12, mistake: 'quote_not_closed' } };
  if (path.endsWith('.txt')) return { problem: { kind: 'unknown_format' } };
  if (!path.endsWith('.conf')) return { problem: { kind: 'no_file' } };
  return {
    found: {
      format: 'ddclient',
      path,
      profiles: [
        {
          key: 'noip:k3f9x2a',
          profile: draft('noip', 'k3f9x2a', ['arkiv.example.net', 'kamera.example.net']),
          secrets: ['new'],
          kept_already: ['nas.example.net'],
          problems: [],
          line: 7,
        },
        {
          key: 'dynu:someone',
          profile: draft('dynu', 'someone', ['stuga.example.org']),
          secrets: [],
          kept_already: [],
          problems: [],
          line: 15,
        },
        {
          key: 'custom:other',
          profile: draft('custom', 'other', ['box.example.org']),
          secrets: ['new'],
          kept_already: [],
          problems: [{ path: ['endpoint'], problem: { kind: 'missing' }, line: 21 }],
          line: 21,
        },
      ],
      left_out: [
        { line: 1, what: 'daemon', reason: 'running' },
        { line: 2, what: 'use', reason: 'detection' },
        { line: 3, what: 'mail', reason: 'mail' },
        { line: 27, what: 'protocol', reason: 'service_not_offered' },
        { line: 31, what: '', reason: 'unknown' },
      ],
    },
  };
}

/** What would be saved, and what not. */
export function carryOver(command: Extract<Command, { kind: 'import' }>): {
  saved: ProfileDraft[];
  refused: ImportRefusal[];
} {
  const read = readImport(command.path);
  if ('problem' in read) return { saved: [], refused: [] };
  const chosen = read.found.profiles.filter(({ key }) => command.choose.includes(key));
  const refused = command.choose
    .filter((key) => !chosen.some((one) => one.key === key))
    .map((key): ImportRefusal => ({ key, why: { kind: 'file_changed' } }));
  return { saved: chosen.map(({ key, profile }) => ({ ...profile, id: key.replace(':', '-') })), refused };
}

function draft(service: string, username: string, names: string[]): ProfileDraft {
  return {
    id: null,
    service,
    label: null,
    username,
    secret_file: null,
    endpoint: null,
    ...keptNothing(),
    name: names.map((name) => ({
      name,
      hostname: null,
      families: ['ipv4'],
      enabled: true,
      offline: null,
      suffix: null,
      prefix: null,
    })),
  };
}
