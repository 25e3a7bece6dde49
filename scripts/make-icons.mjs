// Draws the two icons of the Teams app, appPackage/color.png and outline.png: an envelope with a check mark. Nothing but
// zlib is needed. Run it again after a change here: node scripts/make-icons.mjs
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const BACKGROUND = [0x0f, 0x5b, 0x66];
const WHITE = [0xff, 0xff, 0xff];
const GREEN = [0x3c, 0xc4, 0x8a];
const CLEAR = undefined;

// Shapes tell how far a point lies outside of them (below 0: inside); lengths are parts of the icon's edge.
const box = (x, y, left, top, right, bottom, radius) => {
  const dx = Math.abs(x - (left + right) / 2) - (right - left) / 2 + radius;
  const dy = Math.abs(y - (top + bottom) / 2) - (bottom - top) / 2 + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
};
const circle = (x, y, cx, cy, radius) => Math.hypot(x - cx, y - cy) - radius;
const line = (x, y, points, width) => {
  let nearest = Infinity;
  for (let index = 1; index < points.length; index += 1) {
    const [ax, ay] = points[index - 1];
    const [bx, by] = points[index];
    const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
    const at = Math.min(1, Math.max(0, along));
    nearest = Math.min(nearest, Math.hypot(x - ax - at * (bx - ax), y - ay - at * (by - ay)));
  }
  return nearest - width / 2;
};

/** Colour of a point of the colour icon. Teams shows a square and rounds its corners itself. */
function colour(x, y) {
  const check = [
    [0.648, 0.662],
    [0.69, 0.704],
    [0.768, 0.618],
  ];
  const flap = [
    [0.235, 0.345],
    [0.47, 0.53],
    [0.705, 0.345],
  ];
  if (line(x, y, check, 0.034) < 0) return WHITE;
  if (circle(x, y, 0.706, 0.66, 0.128) < 0) return GREEN;
  if (circle(x, y, 0.706, 0.66, 0.158) < 0) return BACKGROUND;
  if (line(x, y, flap, 0.032) < 0) return BACKGROUND;
  return box(x, y, 0.2, 0.3, 0.74, 0.68, 0.045) < 0 ? WHITE : BACKGROUND;
}

/** Colour of a point of the outline icon: white or nothing. */
function outline(x, y) {
  const check = [
    [0.6, 0.74],
    [0.71, 0.85],
    [0.92, 0.6],
  ];
  const flap = [
    [0.11, 0.26],
    [0.45, 0.53],
    [0.79, 0.26],
  ];
  const stroke = 0.068;
  if (line(x, y, check, stroke * 1.25) < 0) return WHITE;
  if (line(x, y, check, stroke * 3.4) < 0) return CLEAR;
  const edge = Math.abs(box(x, y, 0.08, 0.19, 0.82, 0.75, 0.08)) - stroke / 2;
  return Math.min(edge, line(x, y, flap, stroke)) < 0 ? WHITE : CLEAR;
}

/** RGBA pixels, each the average of 8 x 8 points. */
function paint(size, colourAt) {
  const fine = 8;
  const pixels = Buffer.alloc(size * size * 4);
  for (let index = 0; index < size * size; index += 1) {
    const sum = [0, 0, 0];
    let hits = 0;
    for (let point = 0; point < fine * fine; point += 1) {
      const x = ((index % size) + ((point % fine) + 0.5) / fine) / size;
      const y = (Math.floor(index / size) + (Math.floor(point / fine) + 0.5) / fine) / size;
      const rgb = colourAt(x, y);
      if (!rgb) continue;
      hits += 1;
      for (const channel of [0, 1, 2]) sum[channel] += rgb[channel];
    }
    if (hits === 0) continue;
    for (const channel of [0, 1, 2]) pixels[index * 4 + channel] = Math.round(sum[channel] / hits);
    pixels[index * 4 + 3] = Math.round((255 * hits) / (fine * fine));
  }
  return pixels;
}

/** https://www.w3.org/TR/png-3/ : 8 bits a channel, RGBA, no interlace, rows without filter. */
function encodePng(size, pixels) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.concat([Buffer.from([0]), pixels.subarray(row * size * 4, (row + 1) * size * 4)]),
  );
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

const folder = resolve(import.meta.dirname, '..', 'appPackage');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'color.png'), encodePng(192, paint(192, colour)));
writeFileSync(join(folder, 'outline.png'), encodePng(32, paint(32, outline)));
