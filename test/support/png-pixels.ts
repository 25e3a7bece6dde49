import { inflateSync } from 'node:zlib';

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, alpha of each pixel, row by row. */
  readonly pixels: readonly (readonly [number, number, number, number])[];
}

/** Reads a PNG of the form that the icons of the app have: RGBA, 8 bits a channel, rows without filter. */
export function readPng(file: Buffer): Picture {
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  if (file.toString('latin1', 1, 4) !== 'PNG' || file[24] !== 8 || file[25] !== 6) {
    throw new Error('This is no PNG with 8-bit RGBA');
  }
  const data: Buffer[] = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    const type = file.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') data.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)));
  }
  const rows = inflateSync(Buffer.concat(data));
  const pixels = Array.from({ length: width * height }, (_, index) => {
    const row = Math.floor(index / width) * (width * 4 + 1);
    if (rows[row] !== 0) throw new Error('A row of this PNG is filtered');
    const at = row + 1 + (index % width) * 4;
    return [rows[at] ?? 0, rows[at + 1] ?? 0, rows[at + 2] ?? 0, rows[at + 3] ?? 0] as const;
  });
  return { width, height, pixels };
}
