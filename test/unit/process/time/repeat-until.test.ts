import { describe, expect, it } from 'vitest';
import { pause, repeatUntil } from '../../../../src/process/time/repeat-until.ts';

describe('repeatUntil', () => {
  it('does one turn after the other, and rests as long as each says', async () => {
    const stopping = new AbortController();
    const rests: number[] = [];
    let turns = 0;
    await repeatUntil(
      stopping.signal,
      async () => {
        turns += 1;
        return turns * 10;
      },
      async (ms) => {
        rests.push(ms);
        if (rests.length === 3) stopping.abort();
      },
    );

    expect(rests).toEqual([10, 20, 30]);
  });

  it('does not begin once the signal was given, and does not rest after it', async () => {
    const stopping = new AbortController();
    let turns = 0;
    const turn = async () => {
      turns += 1;
      stopping.abort();
      return 3_600_000;
    };
    await repeatUntil(stopping.signal, turn);
    await repeatUntil(stopping.signal, turn);

    expect(turns).toBe(1);
  });

  it('ends a rest with the signal', async () => {
    const stopping = new AbortController();
    const resting = pause(3_600_000, stopping.signal);
    stopping.abort();

    await expect(resting).resolves.toBeUndefined();
  });
});
