import { describe, expect, it } from 'vitest';
import { within } from '../../../../src/process/time/within.ts';

const never = new Promise<string>(() => {});

describe('within', () => {
  it('is what the work comes to, in time', async () => {
    expect(await within(60_000, Promise.resolve('done'), () => 'late')).toBe('done');
  });

  it('is what it is late for otherwise', async () => {
    expect(await within(1, never, () => 'late')).toBe('late');
  });

  it('fails with the work, and with what being late throws', async () => {
    await expect(within(60_000, Promise.reject(new Error('broken')), () => 'late')).rejects.toThrow('broken');
    const late = () => {
      throw new Error('no answer');
    };
    await expect(within(1, never, late)).rejects.toThrow('no answer');
  });

  it('calls nobody late who was in time', async () => {
    let calls = 0;
    await within(1, Promise.resolve(), () => {
      calls += 1;
    });
    await within(5, never, () => undefined);

    expect(calls).toBe(0);
  });
});
