import { describe, expect, it } from 'vitest';
import { createLanes } from '../../../src/jobs/orchestrator/pace/lanes.ts';
import { onceAtATime } from '../../../src/jobs/orchestrator/pace/once-at-a-time.ts';

/** Work that stays under way until it is let go. */
function heldWork() {
  const begun: { run: string; items: readonly string[]; end: () => void }[] = [];
  const work = (run: string, items: readonly string[]) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    begun.push({ run, items, end: resolve });
    return promise;
  };
  return { begun, work };
}

describe('lanes', () => {
  it('work on different runs at the same time, up to a bound, and on one run in order', async () => {
    const { begun, work } = heldWork();
    const lanes = createLanes(2, work);

    for (const run of ['a', 'b', 'c']) lanes.add(run, 'x', `${run} first`);
    lanes.add('a', 'x', 'a second');
    expect(begun.map(({ items }) => items)).toEqual([['a first'], ['b first']]);

    begun[0]?.end();
    await expect.poll(() => begun.length).toBe(3);
    expect(begun[2]?.run).toBe('c');
    begun[1]?.end();
    await expect.poll(() => begun.length).toBe(4);
    expect(begun[3]?.items).toEqual(['a second']);
    for (const { end } of begun) end();
    await lanes.idle();
  });

  it('do once what comes twice before it is begun', async () => {
    const { begun, work } = heldWork();
    const lanes = createLanes(1, work);

    lanes.add('a', 'x', 'one');
    lanes.add('b', 'x', 'old');
    lanes.add('b', 'x', 'new');
    lanes.add('b', 'y', 'other');
    begun[0]?.end();

    await expect.poll(() => begun[1]?.items).toEqual(['new', 'other']);
    begun[1]?.end();
    await lanes.idle();
  });
});

describe('once at a time', () => {
  it('does its work once more for whoever asked meanwhile, however many', async () => {
    const { begun, work } = heldWork();
    const ask = onceAtATime(() => work('', []));

    for (let count = 0; count < 5; count++) ask();
    expect(begun).toHaveLength(1);
    begun[0]?.end();
    await expect.poll(() => begun.length).toBe(2);
    begun[1]?.end();
    await new Promise(setImmediate);
    expect(begun).toHaveLength(2);
    ask();
    expect(begun).toHaveLength(3);
  });
});
