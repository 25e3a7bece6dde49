import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOutputReader } from '../../../src/runners/powershell/shell/output-reader.ts';

function read(chunks: readonly string[], limit = 10_000) {
  const seen: string[] = [];
  const feed = createOutputReader('id', limit, {
    document: (json) => seen.push(`document ${json}`),
    progress: (json) => seen.push(`progress ${json}`),
    limited: (mode) => seen.push(`limited ${mode}`),
    secretWanted: () => seen.push('secret wanted'),
    noise: (line) => seen.push(`noise ${line}`),
    tooMuch: () => seen.push('too much'),
  });
  for (const chunk of chunks) feed(chunk);
  return seen;
}

describe('the reader of standard output', () => {
  it('tells our lines from noise', () => {
    const text =
      'hello\r\n\n##exo:id:progress {"note":"a"}\r\n##exo:other:result {}\n ##exo:id:result {}\n##exo:id:result {"x":1}\n';

    expect(read([text])).toEqual([
      'noise hello',
      'progress {"note":"a"}',
      'noise ##exo:other:result {}',
      'noise  ##exo:id:result {}',
      'document {"x":1}',
    ]);
  });

  it('reads the same however the text is cut', () => {
    const text = 'noise\n##exo:id:progress {"note":"a"}\n##exo:id:result {"x":1}\n';
    const whole = read([text]);

    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 10 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
        expect(read(chunks)).toEqual(whole);
      }),
    );
  });

  it('says once that it is too much', () => {
    expect(read(['x'.repeat(50), 'x'.repeat(60), '##exo:id:result {}\n'], 100)).toEqual(['too much']);
  });
});
