// The check interval as people choose it. The value is the text that stands in the settings file.
import type { Words } from './en';

const usual = ['2m', '5m', '10m', '15m', '30m', '1h', '6h', '1d'];

/** The usual choices, and the one from the file when it is none of them. */
export function intervals(words: Words, current: string | null): [string, string][] {
  const values = current && !usual.includes(current) ? [current, ...usual] : usual;
  return values.map((value) => [value, say(words, value)]);
}

function say(words: Words, value: string): string {
  const match = /^(\d+)(m|h|d)$/.exec(value);
  if (!match) return value;
  const count = Number(match[1]);
  if (match[2] === 'm') return words.settings.minutes(count);
  if (match[2] === 'h') return words.settings.hours(count);
  return count === 1 ? words.settings.oneDay : value;
}
