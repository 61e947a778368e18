// What the demo back end shows as a rehearsal: one request, without asking any rule.
import type { ProfileDraft, Rehearsal } from '../bindings';

export function rehearsal(profile: ProfileDraft): Rehearsal {
  const names = profile.name.map((entry) => entry.name ?? '').join(',');
  const place = profile.template ?? profile.endpoint ?? 'https://dynupdate.no-ip.com/nic/update';
  const url = profile.template
    ? place
        .replaceAll('{hostname}', names)
        .replaceAll('{ip}', '203.0.113.7')
        .replace(/\{(token|key|password)\}/g, '…')
    : `${place}?hostname=${names}&myip=203.0.113.7`;
  return {
    requests: [
      {
        method: profile.method ?? 'GET',
        url,
        headers: [
          { name: 'accept', value: 'text/plain' },
          { name: 'authorization', value: 'Basic …' },
        ],
        body: '',
      },
    ],
    problems: [],
    not_sent: null,
    advice: profile.username?.includes('@') ? ['account_login'] : [],
  };
}
