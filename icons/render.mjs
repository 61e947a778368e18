// Draws every size of every icon from the drawings in `source/`. Run with `npm --prefix ui run icons`.
//
// The results are committed: building Hemma needs no drawing tool. A test compares nothing here; look at the pictures.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const { Resvg } = createRequire(join(here, '../ui/package.json'))('@resvg/resvg-js');

/** The tray's styles. Mono-dark is for light panels, mono-light for dark ones; colour must work on both. */
const styles = {
  'mono-dark': () => '#2b3036',
  'mono-light': () => '#f4f5f6',
  colour: (state) =>
    ({
      up_to_date: '#2f9e63',
      working: '#3b8fd6',
      waiting: '#d08a1d',
      away: '#8d7bd1',
      paused: '#8a949e',
      action_needed: '#e0523f',
      empty: '#8a949e',
    })[state],
};
const traySizes = [16, 22, 24, 32, 48];
const appSizes = [16, 22, 24, 32, 48, 64, 128, 256, 512];

function png(svg, size) {
  return Buffer.from(new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng());
}

function write(path, bytes) {
  const full = join(here, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, bytes);
}

for (const file of readdirSync(join(here, 'source/tray')).sort()) {
  const state = basename(file, '.svg');
  const drawing = readFileSync(join(here, 'source/tray', file), 'utf8');
  for (const [style, colour] of Object.entries(styles)) {
    const svg = drawing.replaceAll('currentColor', colour(state));
    for (const size of traySizes) write(`tray/${style}/${state}-${size}.png`, png(svg, size));
  }
}

const app = readFileSync(join(here, 'source/app.svg'), 'utf8');
const appImages = new Map(appSizes.map((size) => [size, png(app, size)]));
for (const [size, image] of appImages) write(`app/${size}.png`, image);
write('app/hemma.svg', app);
write('app/hemma.ico', ico([16, 24, 32, 48, 64, 256]));
write('app/hemma.icns', icns());

/** Windows' format: a directory of PNG images (allowed since Vista). */
function ico(sizes) {
  const head = Buffer.alloc(6 + 16 * sizes.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(sizes.length, 4);
  let offset = head.length;
  sizes.forEach((size, place) => {
    const image = appImages.get(size);
    const at = 6 + 16 * place;
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(image.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += image.length;
  });
  return Buffer.concat([head, ...sizes.map((size) => appImages.get(size))]);
}

/** Apple's format: PNG images behind four-letter names. */
function icns() {
  const parts = [
    ['ic07', 128],
    ['ic08', 256],
    ['ic09', 512],
    ['ic11', 32],
    ['ic12', 64],
  ].map(([name, size]) => chunk(name, appImages.get(size)));
  return chunk('icns', Buffer.concat(parts));
}

function chunk(name, body) {
  const head = Buffer.alloc(8);
  head.write(name, 0, 'ascii');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}
