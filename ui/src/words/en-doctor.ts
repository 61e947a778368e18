// English: the doctor's page. What was found is told by Hemma itself, in the report; here are the labels around it.
import type { Comparison, Ipv6Standing, RouterProblem } from '../bindings';
import { never } from './format';

export function routerProblem(problem: RouterProblem): string {
  switch (problem.kind) {
    case 'no_answer':
      return 'no answer';
    case 'not_supported':
      return 'does not speak it';
    case 'refused':
      return 'refused';
    case 'no_lease':
      return 'has no address itself';
    case 'busy':
      return 'is busy';
    case 'failed':
      return `failed (${problem.code})`;
    case 'elsewhere':
      return 'points to another computer, so it was not believed';
    case 'malformed':
      return 'answered in a way that cannot be read';
    case 'too_large':
      return 'answered too much';
    default:
      return never(problem);
  }
}

export const doctor = {
  title: 'Doctor',
  intro: 'What stands between your names and this computer, and what you can do about it.',
  again: 'Look again',
  looking: 'Asking DNS and the router…',
  stopped: 'The doctor was sent away.',
  madeAt: (when: string) => `Looked at ${when}`,
  compared: {
    title: 'What DNS says, asked in three ways',
    help: 'The zone decides. The network’s resolver may keep an old answer for a while; this computer may have one of its own.',
    name: 'Name',
    zone: 'The zone',
    network: 'This network',
    computer: 'This computer',
    verdict: 'What it means',
    nothing: 'nothing',
    silent: 'no answer',
    verdicts: {
      same: 'all say the same',
      stale: 'an old answer, for a while yet',
      network_overrides: 'the network answers by itself',
      computer_overrides: 'this computer answers by itself',
      unknown: 'cannot be compared',
    } satisfies Record<Comparison, string>,
  },
  router: {
    title: 'The router',
    notAsked: 'The router was not asked. It is asked only when the settings allow it, and only at home.',
    model: 'Model',
    gateway: 'Address at home',
    nat_pmp: 'NAT-PMP says',
    upnp: 'UPnP says',
    events: 'Tells of changes by itself',
    announcements: 'NAT-PMP announcements are listened for',
    not_asked: 'not asked',
    subscribed: 'yes',
    off: 'not asked for',
    yes: 'yes',
    no: 'no',
    asked: 'Asked',
    problem: routerProblem,
  },
  ipv6: {
    title: 'IPv6 addresses of this computer',
    help: 'The one that is stable, current, and on the way out is published.',
    none: 'This computer has none.',
    standing: {
      chosen: 'chosen',
      local: 'is not valid in the internet',
      duplicated: 'somebody else has it too',
      temporary: 'changes often, for privacy',
      deprecated: 'is running out',
      settling: 'is still being checked',
      no_way_out: 'has no way out',
      other_interface: 'is not on the way out',
      other_prefix: 'belongs to another network than the router’s',
      alone: 'would stand alone in its network',
      as_good: 'is as good, but another was chosen first',
    } satisfies Record<Ipv6Standing, string>,
  },
  report: {
    title: 'Report to copy',
    help: 'For a forum or for support. No password, key, user name or hardware address is in it. Read it before you send it.',
    mask: 'Hide names and addresses',
    maskHelp: 'Names, domains and the ends of addresses are replaced.',
    show: 'Show the report',
    copy: 'Copy the report',
    text: 'The report',
  },
};
