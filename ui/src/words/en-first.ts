// English for what is shown first: the frame around the pages, the overview, and what to say while nothing can be shown.
// The other pages' labels are in `en.ts`; sentences about what happened are in `en-told.ts`.
import type { Overall, Severity } from '../bindings';
import type { Phase } from '../bindings';
import { told } from './en-told';
import { Format } from './format';

export const first = {
  format: new Format('en'),
  told,
  app: 'Hemma',
  pages: {
    overview: 'Overview',
    names: 'Names',
    history: 'History',
    servers: 'Servers',
    settings: 'Settings',
  },
  navigation: 'Pages',
  severity: {
    info: 'For your information',
    notice: 'Worth a look',
    action: 'Action needed',
  } satisfies Record<Severity, string>,
  overall: {
    empty: 'No names yet',
    up_to_date: 'Up to date',
    working: 'Working',
    waiting: 'Waiting',
    away: 'Away from home',
    paused: 'Paused',
    action_needed: 'Action needed',
  } satisfies Record<Overall, string>,
  headline: {
    empty: 'No names yet.',
    home: (names: number): string => (names === 1 ? 'Your name points home.' : 'Your names point home.'),
    checking: 'Looking up your address…',
    updating: (names: number) => (names === 1 ? 'Updating one name…' : `Updating ${names} names…`),
    offline: 'No internet. Hemma waits for it.',
    uncertain: 'Your address is not certain yet. Nothing was changed.',
    notYet: 'An update waits for its time.',
    away: 'You are away from home. Nothing is updated.',
    paused: 'Hemma is paused.',
    pausedUntil: (time: string) => `Hemma is paused until ${time}.`,
    needed: 'Hemma needs you.',
  },
  checked: {
    never: 'Not checked yet',
    now: 'Checked just now',
    ago: (ago: string) => `Checked ${ago}`,
    nextNow: 'next check in a moment',
    next: (when: string) => `next check ${when}`,
  },
  now: 'just now',
  checkNow: 'Check now',
  checkNowDone: 'Hemma is looking.',
  pause: 'Pause',
  pauseFor: { one_hour: '1 hour', until_tomorrow: 'Until tomorrow', until_resumed: 'Until I resume' },
  resume: 'Resume',
  addresses: {
    title: 'Public address',
    none: 'None',
    notLooked: 'Not looked yet',
    looking: 'Looking…',
    held: 'Not certain',
    since: (when: string) => `since ${when}`,
    voices: (list: string) => `seen by ${list}`,
  },
  copy: (what: string) => `Copy ${what}`,
  copied: 'Copied',
  raw: 'Answer, word for word',
  unlocked: 'Unlocked.',
  card: {
    now: 'Address now',
    dns: 'Seen in DNS',
    proof: 'Proved',
    unknown: 'Not known',
    empty: 'Nothing',
    notProvable: 'Cannot be proved in DNS',
    off: 'Not kept',
    why: 'Why?',
    whyFor: (name: string) => `Why? The last decisions about ${name}`,
    noTrail: 'No decision yet since Hemma started.',
    ipv4: 'IPv4',
    ipv6: 'IPv6',
  },
  phase: {
    starting: 'Starting',
    up_to_date: 'Up to date',
    holding: 'Held back',
    waiting: 'Waiting',
    sending: 'Sending',
    proving: 'Asking DNS',
    proof_overdue: 'Not in DNS yet',
    unclear: 'Could not confirm',
    needs_other: 'Needs both addresses',
    stopped: 'Stopped',
  } satisfies Record<Phase['kind'], string>,
  action: {
    fixLogin: (service: string) => `Fix ${service} login`,
    editNames: 'Edit the names',
    tryAgain: 'Try again',
    followLine: 'Follow this line',
    unlock: 'Unlock',
    showSettings: 'Show',
    showVault: 'Choose where secrets are kept',
  },
  empty: {
    title: 'No names yet.',
    body: 'Give Hemma a name and it will follow your home address wherever your provider moves it.',
    add: 'Add a name',
    try: 'Try with a fake provider',
    tryHelp:
      'With `cargo xtask demo` you can watch all of this against a pretend internet. Nothing leaves your computer.',
  },
  link: {
    connecting: 'Reaching Hemma…',
    unreachableTitle: 'Hemma is not running.',
    unreachable:
      'The part that keeps your names could not be reached or started. Your names stay as they are until it runs.',
    lostTitle: 'Hemma stopped.',
    start: 'Start Hemma',
    starting: 'Starting…',
    detail: 'What was tried',
    tooOldTitle: 'This window is from before an update.',
    tooOld: (agent: string, window: string) =>
      `Hemma was updated to ${agent} while this window (${window}) was open. Close it and open it again.`,
    tooNewTitle: 'Hemma in the background is from before an update.',
    tooNew: (agent: string, window: string) =>
      `The background part is still ${agent}, and this window is ${window}. Quit Hemma from its tray menu and start it again.`,
  },
  failed: {
    page: 'This page could not be opened.',
    gone: 'It is not there any more. Somebody else may have removed it.',
    shuttingDown: 'Hemma is shutting down.',
    notSaved: (what: string) => `The disk refused: ${what}`,
    noWindow: (what: string) => `The window could not be opened: ${what}`,
    fileHasMistakes:
      'The settings file has mistakes made by hand. Saving would lose them. Mend the file first:',
    unreachable: 'Hemma did not answer. Nothing was changed.',
  },
  loading: 'One moment…',
  tryAgain: 'Try again',
};

/** Every language has the shape of the English one; a missing line does not compile. */
export type FirstWords = typeof first;
