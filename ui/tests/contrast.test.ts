import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync('src/styles/tokens.css', 'utf8');

/** The colours of one theme, by token. */
function theme(name: 'light' | 'dark'): Record<string, string> {
  const block = css.slice(css.indexOf(`[data-theme='${name}']`));
  const body = block.slice(block.indexOf('{'), block.indexOf('}'));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((match) => [match[1], match[2]]),
  );
}

/** Relative luminance, WCAG 2.2. */
function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const surfaces = ['surface', 'surface-raised', 'surface-sunken', 'surface-chosen'];
const tones = ['good', 'busy', 'wait', 'stop', 'rest'];

describe.each(['light', 'dark'] as const)('the %s theme', (name) => {
  const colours = theme(name);
  const check = (text: string, surface: string, least: number) => {
    const [one, other] = [colours[text], colours[surface]];
    if (!one || !other) throw new Error(`no ${text} or no ${surface}`);
    const reached = contrast(one, other);
    expect(reached, `--${text} on --${surface}: ${reached.toFixed(2)}`).toBeGreaterThanOrEqual(least);
  };

  it('keeps words readable on every surface', () => {
    for (const surface of surfaces)
      for (const text of ['text', 'text-quiet', 'accent']) check(text, surface, 4.5);
    for (const surface of ['surface-wait', 'surface-stop'])
      for (const text of ['text', 'text-quiet']) check(text, surface, 4.5);
  });

  it('keeps the words of a state readable on its own surface and on cards', () => {
    for (const tone of tones) {
      check(`state-${tone}`, `surface-${tone}`, 4.5);
      for (const surface of surfaces.slice(0, 2)) check(`state-${tone}`, surface, 4.5);
    }
  });

  it('keeps words on the main button readable, under the pointer too', () => {
    check('text-on-accent', 'accent', 4.5);
    check('text-on-accent', 'accent-hover', 4.5);
  });

  it('keeps edges of controls and the focus ring visible', () => {
    for (const surface of surfaces) for (const line of ['line-control', 'focus']) check(line, surface, 3);
  });
});
