import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLogger } from '../../../../src/process/log/logger.ts';
import { createTrouble, type Trouble } from '../../../../src/process/log/trouble.ts';

const WORDS = { begins: 'it is away', lasts: 'it is still away', over: 'it is back' };

let lines: Record<string, unknown>[];
let trouble: Trouble;

function makeTrouble(options?: Parameters<typeof createTrouble>[2]): Trouble {
  const logger = createLogger('test', 'info', { write: (line: string) => void lines.push(JSON.parse(line)) });
  return createTrouble(logger, WORDS, options);
}

const said = () => lines.map(({ msg }) => msg);

beforeEach(() => {
  vi.useFakeTimers();
  lines = [];
  trouble = makeTrouble();
});

afterEach(() => vi.useRealTimers());

describe('a trouble', () => {
  it('is told once when it begins, however often it is reported', () => {
    for (let at = 0; at < 1000; at += 1) trouble.report({ reason: 'refused' });

    expect(lines).toMatchObject([{ level: 40, msg: 'it is away', reason: 'refused' }]);
    expect(trouble.present).toBe(true);
  });

  it('is told once a minute while it lasts, with how often, how long, and the newest reason', () => {
    trouble.report({ reason: 'refused' });
    trouble.report({ reason: 'timed out' });
    vi.advanceTimersByTime(125_000);

    expect(said()).toEqual(['it is away', 'it is still away', 'it is still away']);
    expect(lines.at(-1)).toMatchObject({ reason: 'timed out', times: 2, seconds: 120 });
  });

  it('is told when it is over, and then no more', () => {
    trouble.report({});
    vi.advanceTimersByTime(5000);
    trouble.over();
    trouble.over();
    vi.advanceTimersByTime(600_000);

    expect(said()).toEqual(['it is away', 'it is back']);
    expect(lines.at(-1)).toMatchObject({ level: 30, times: 1, seconds: 5 });
    expect(trouble.present).toBe(false);
  });

  it('that never was is never over', () => {
    trouble.over();

    expect(lines).toEqual([]);
  });

  it('that begins again counts again', () => {
    trouble.report({});
    trouble.over();
    trouble.report({});
    trouble.over();

    expect(said()).toEqual(['it is away', 'it is back', 'it is away', 'it is back']);
    expect(lines.at(-1)).toMatchObject({ times: 1 });
  });

  it('that nobody is interested in any more ends without a word', () => {
    trouble.report({});
    trouble.stop();
    vi.advanceTimersByTime(600_000);

    expect(said()).toEqual(['it is away']);
  });

  it('without a success of its own is over after a minute without a report', () => {
    trouble = makeTrouble({ overWhenQuiet: true });
    trouble.report({});
    vi.advanceTimersByTime(30_000);
    trouble.report({});
    vi.advanceTimersByTime(31_000);
    expect(said()).toEqual(['it is away', 'it is still away']);
    vi.advanceTimersByTime(60_000);

    expect(said()).toEqual(['it is away', 'it is still away', 'it is back']);
  });
});
