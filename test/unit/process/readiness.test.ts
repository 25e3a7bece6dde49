import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CodedError } from '../../../src/process/errors.ts';
import { lineOf, ok, warning } from '../../../src/process/readiness/condition.ts';
import { type Probe, startReadiness } from '../../../src/process/readiness/readiness.ts';

const LATE = { says: 'Entra does not answer.', advice: 'Open the way to it.' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function start(...probes: Partial<Probe>[]) {
  const lines: { msg: string }[] = [];
  const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const readiness = startReadiness(logger, () => Date.now());
  for (const probe of probes) {
    readiness.probe({ name: 'thing', everyMs: 60_000, late: LATE, ask: async () => ok('It works.'), ...probe });
  }
  return { readiness, said: () => lines.map(({ msg }) => msg) };
}

describe('whether a process can do its work', () => {
  it('is not known before everything was looked at', async () => {
    const { readiness } = start({});

    expect(readiness.conditions()).toMatchObject([{ name: 'thing', state: 'stops' }]);
    await vi.advanceTimersByTimeAsync(1);
    expect(readiness.conditions()).toEqual([{ name: 'thing', state: 'ok', says: 'It works.' }]);
    readiness[Symbol.dispose]();
  });

  it('says what an error says and advises', async () => {
    const error = new CodedError('gone', 'The application is gone.', 'Register it again.');
    const { readiness } = start({ ask: () => Promise.reject(error) });

    await vi.advanceTimersByTimeAsync(1);

    expect(readiness.conditions().map(lineOf)).toEqual(['stops   thing: The application is gone. Register it again.']);
    readiness[Symbol.dispose]();
  });

  it('does not wait for an answer that does not come', async () => {
    const { readiness } = start({ withinMs: 4000, ask: () => new Promise(() => undefined) });

    await vi.advanceTimersByTimeAsync(4000);

    expect(readiness.conditions()).toEqual([{ name: 'thing', state: 'stops', ...LATE }]);
    readiness[Symbol.dispose]();
  });

  it('asks sooner while something is not well, and says when that begins and ends in one line each', async () => {
    const answers = [warning('It ends soon.', 'Renew it.'), warning('It ends soon.', 'Renew it.'), ok('It works.')];
    const ask = vi.fn(async () => answers.shift() ?? ok('It works.'));
    const { readiness, said } = start({ againMs: 5000, ask });

    await vi.advanceTimersByTimeAsync(10_001);
    expect(ask).toHaveBeenCalledTimes(3);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(ask).toHaveBeenCalledTimes(3);

    expect(said()).toEqual(['thing is not well', 'thing is well again']);
    readiness[Symbol.dispose]();
  });

  it('is lost when a part of it makes no good turn any more, and back with the next', async () => {
    const { readiness } = start();
    const turned = readiness.pulse({ name: 'delivery', withinMs: 8000, late: LATE });

    await vi.advanceTimersByTimeAsync(8001);
    expect(readiness.conditions()).toEqual([{ name: 'delivery', state: 'stops', ...LATE }]);
    turned();
    expect(readiness.conditions()).toMatchObject([{ state: 'ok' }]);
    readiness[Symbol.dispose]();
  });
});
