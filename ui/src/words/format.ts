// Numbers, times and spans in the words of a language. Everything goes through `Intl`; nothing here knows a sentence.

/** The languages the window speaks. */
export type Tongue = 'en' | 'sv';

const locales: Record<Tongue, string> = { en: 'en-GB', sv: 'sv-SE' };

const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

const forms = {
  time: clock,
  seconds: { ...clock, second: '2-digit' },
  day: { weekday: 'long', day: 'numeric', month: 'long' },
  dayWithYear: { day: 'numeric', month: 'long', year: 'numeric' },
  moment: { day: 'numeric', month: 'short', ...clock },
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** Writes times, spans and counts as one language does. */
export class Format {
  readonly locale: string;
  readonly #zone: { timeZone?: string };
  /** Made when first used: each costs a look into the system's tables, and the first page needs few of them. */
  readonly #made = new Map<string, Intl.DateTimeFormat>();
  #relative: Intl.RelativeTimeFormat | null = null;
  #list: Intl.ListFormat | null = null;

  constructor(tongue: Tongue, timeZone?: string) {
    this.locale = locales[tongue];
    this.#zone = timeZone ? { timeZone } : {};
  }

  #write(form: keyof typeof forms, date: Date): string {
    let made = this.#made.get(form);
    if (!made) {
      made = new Intl.DateTimeFormat(this.locale, { ...forms[form], ...this.#zone });
      this.#made.set(form, made);
    }
    return made.format(date);
  }

  /** `14:05` */
  time(at: string): string {
    return this.#write('time', new Date(at));
  }

  /** `14:05:09` */
  seconds(at: string): string {
    return this.#write('seconds', new Date(at));
  }

  /** `Saturday 21 November`, with the year when it is not this one. */
  day(at: string, now: number): string {
    const date = new Date(at);
    const thisYear = date.getFullYear() === new Date(now).getFullYear();
    return this.#write(thisYear ? 'day' : 'dayWithYear', date);
  }

  /** `21 Nov`; with a year when it is not this one. */
  date(at: string): string {
    const date = new Date(at);
    const year = date.getFullYear() === new Date().getFullYear() ? undefined : ('numeric' as const);
    return date.toLocaleDateString(this.locale, { day: 'numeric', month: 'short', year });
  }

  /** `14:05` today, `21 Nov, 14:05` on any other day. */
  moment(at: string, now: number): string {
    const date = new Date(at);
    return date.toDateString() === new Date(now).toDateString() ? this.time(at) : this.#write('moment', date);
  }

  /** `2 minutes ago`, `in 3 hours`. `null` when it is less than three quarters of a minute away. */
  away(at: string, now: number): string | null {
    const seconds = (new Date(at).getTime() - now) / 1000;
    const size = Math.abs(seconds);
    if (size < 45) return null;
    if (size < 3600 * 0.98) return this.#distance(whole(seconds / 60), 'minute');
    if (size < 86400 * 0.98) return this.#distance(whole(seconds / 3600), 'hour');
    return this.#distance(whole(seconds / 86400), 'day');
  }

  /** `0.8 seconds`, `3 minutes`, `2 hours`. */
  span(milliseconds: number): string {
    const seconds = milliseconds / 1000;
    if (seconds < 10) return this.#unit(Math.max(0.1, Math.round(seconds * 10) / 10), 'second');
    if (seconds < 100) return this.#unit(Math.round(seconds), 'second');
    if (seconds < 5400) return this.#unit(Math.round(seconds / 60), 'minute');
    if (seconds < 172800) return this.#unit(Math.round(seconds / 3600), 'hour');
    return this.#unit(Math.round(seconds / 86400), 'day');
  }

  /** `1,234` */
  count(value: number): string {
    return new Intl.NumberFormat(this.locale).format(value);
  }

  /** `a, b and c` */
  list(items: string[]): string {
    this.#list ??= new Intl.ListFormat(this.locale, { type: 'conjunction' });
    return this.#list.format(items);
  }

  #distance(value: number, unit: Intl.RelativeTimeFormatUnit): string {
    this.#relative ??= new Intl.RelativeTimeFormat(this.locale, { numeric: 'always' });
    return this.#relative.format(value, unit);
  }

  #unit(value: number, unit: string): string {
    return new Intl.NumberFormat(this.locale, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
  }
}

/** Rounds away from zero to at least one. */
function whole(value: number): number {
  return Math.sign(value) * Math.max(1, Math.round(Math.abs(value)));
}

/** Marks a value inside a sentence as something to be read letter by letter; `Sentence.svelte` sets it in mono. */
export function exact(value: string): string {
  return '`' + value.replaceAll('`', "'") + '`';
}

/** Holds the compiler to matching every variant. */
export function never(value: never): string {
  return String(value);
}

/** What well-known sources call themselves. */
export const sourceNames: Record<string, string> = {
  cloudflare: 'Cloudflare',
  ipify: 'ipify',
  icanhazip: 'icanhazip',
  google: 'Google',
  opendns: 'OpenDNS',
  'google-dns': 'Google (DNS)',
  'cloudflare-dns': 'Cloudflare (DNS)',
  akamai: 'Akamai',
  aws: 'AWS',
};
