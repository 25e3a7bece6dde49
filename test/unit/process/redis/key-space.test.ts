import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { INTAKE_QUEUE } from '../../../../src/bot/intake/intake.ts';
import { CLOUD_QUEUE } from '../../../../src/contracts/job.ts';
import { isReservedName, KEY_SPACE, RUNNER_KEYS } from '../../../../src/process/redis/key-space.ts';
import { createRedisKeys } from '../../../../src/process/redis/redis-keys.ts';

const SOURCES = join(import.meta.dirname, '../..', '..', '..', 'src');
const NAME = 'a-name-of-no-key';

describe('the key space', () => {
  const keys = Object.entries(createRedisKeys('ns')).filter(([name]) => name !== 'prefix');

  it.each(keys)('says who may touch the key %s', (_name, key: string | ((name: string) => string)) => {
    const [, first = '', last = ''] = (typeof key === 'string' ? key : key(NAME)).split(':');

    // In the part of a runner or a queue the name comes first.
    if (first === NAME) expect(RUNNER_KEYS).toHaveProperty([last]);
    else expect(KEY_SPACE).toHaveProperty([first]);
  });

  it('says who may touch each key that a file names by itself', () => {
    const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const used = files.flatMap((file) =>
      [...readFileSync(join(SOURCES, file), 'utf8').matchAll(/[pP]refix\}:([a-z][\w-]*)/g)].map(([, first]) => first),
    );

    expect(used).toContain('redraw');
    expect([...new Set(used)].filter((first = '') => !(first in KEY_SPACE))).toEqual([]);
  });

  it('holds the queues that are no runner', () => {
    for (const queue of [INTAKE_QUEUE, CLOUD_QUEUE]) expect(isReservedName(queue)).toBe(true);
  });
});
