import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lightAnswers, TooHeavy } from '../../../../src/process/redis/light-answers.ts';

type Answer = string | number | null | readonly Answer[] | { readonly status: string };

const MEASURE = { text: 20, list: 8 };

/** As Redis writes it (RESP2). */
function written(answer: Answer): string {
  if (answer === null) return '$-1\r\n';
  if (typeof answer === 'number') return `:${answer}\r\n`;
  if (typeof answer === 'string') return `$${Buffer.byteLength(answer)}\r\n${answer}\r\n`;
  if ('status' in answer) return `+${answer.status}\r\n`;
  return `*${answer.length}\r\n${answer.map(written).join('')}`;
}

function lightened(answer: Answer): Answer {
  if (typeof answer === 'string') return Buffer.byteLength(answer) > MEASURE.text ? null : answer;
  return Array.isArray(answer) ? answer.map(lightened) : answer;
}

/** What is left of a text that arrives in pieces which end at these places. */
function pass(text: string, ends: readonly number[] = []): string {
  const bytes = Buffer.from(text);
  const cuts = [0, ...ends.map((end) => end % bytes.length).toSorted((a, b) => a - b), bytes.length];
  const light = lightAnswers(MEASURE);
  return Buffer.concat(cuts.map((cut, index) => light(bytes.subarray(cut, cuts[index + 1])))).toString();
}

const { answer } = fc.letrec<{ answer: Answer }>((tie) => ({
  answer: fc.oneof(
    { depthSize: 'small' },
    fc.string({ maxLength: 40, unit: 'grapheme' }),
    fc.constantFrom('$9\r\nabc', '*2\r\n', '\r\n', '$-1\r\n'.repeat(5)),
    fc.integer(),
    fc.constant(null),
    fc.record({ status: fc.constantFrom('OK', 'QUEUED') }),
    fc.array(tie('answer'), { maxLength: MEASURE.list }),
  ),
}));

describe('answers of Redis', () => {
  it('keep all that is light, and lose each text that is too long, however they are cut into pieces', () => {
    fc.assert(
      fc.property(fc.array(answer, { minLength: 1 }), fc.array(fc.nat()), (answers, ends) => {
        expect(pass(answers.map(written).join(''), ends)).toBe(
          answers.map((each) => written(lightened(each))).join(''),
        );
      }),
    );
  });

  it('hold nothing of a long text while it passes', () => {
    const light = lightAnswers(MEASURE);
    light(Buffer.from('*2\r\n$1\r\na\r\n$300000000\r\n'));

    const left = Array.from({ length: 300 }, () => light(Buffer.alloc(1_000_000)).length);

    expect(Math.max(...left)).toBe(0);
    expect(light(Buffer.from('\r\n:1\r\n')).toString()).toBe(':1\r\n');
  });

  it('end with a list that is too long, and with a line that never ends', () => {
    expect(() => pass('*9\r\n')).toThrow(TooHeavy);
    expect(() => pass(`:${'1'.repeat(10_000)}`)).toThrow(TooHeavy);
  });
});
