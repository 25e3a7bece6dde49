import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, inject, test, vi } from 'vitest';
import { type KeyAnnouncement, signAnnouncement } from '../../../src/contracts/fleet/announcement.ts';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../../src/contracts/trust/signing.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { createRunnerHome } from '../../../src/runners/identity/enrol.ts';
import { startFollowing } from '../../../src/runners/identity/follow.ts';
import { loadRunnerHome } from '../../../src/runners/identity/home.ts';
import { openPinnedKeys, type PinnedKeys } from '../../../src/runners/identity/pinned-keys.ts';

const RUNNER = 'mid1-elevated';
const DAY_MS = 86_400_000;
const keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
let redis: Redis;
let folder: string;
let first: SigningJwk;
let second: SigningJwk;
let pinned: PinnedKeys;
let now: number;

beforeEach(async () => {
  redis = new Redis(inject('redisUrl'), { maxRetriesPerRequest: null });
  folder = join(mkdtempSync(join(tmpdir(), 'exo-follow-')), 'home');
  now = Date.now();
  first = await createSigningKey();
  second = await createSigningKey();
  await createRunnerHome(folder, {
    id: RUNNER,
    server: 'mid1',
    capabilities: ['elevated'],
    orchestratorKey: publicSigningKey(first),
  });
  pinned = started();
});
afterEach(async () => {
  vi.useRealTimers();
  await redis.del(keys.announcement(RUNNER));
  redis.disconnect();
  rmSync(join(folder, '..'), { recursive: true });
});

/** The keys as a runner that starts now finds them. */
function started(): PinnedKeys {
  return openPinnedKeys(folder, loadRunnerHome(folder).identity, now);
}

async function announce(changes: Partial<KeyAnnouncement> = {}, signer = first): Promise<void> {
  const announcement = {
    v: 1,
    iss: 'orchestrator',
    runner: RUNNER,
    key: publicSigningKey(second),
    generation: 5,
    notBefore: new Date(now).toISOString(),
    previousUntil: new Date(now + DAY_MS).toISOString(),
    ...changes,
  } as const;
  await redis.set(keys.announcement(RUNNER), await signAnnouncement(announcement, signer));
}

/** Looks once. */
async function look(): Promise<void> {
  const logger = pino({ level: 'silent' });
  await using _following = await startFollowing({ redis, keys, runner: RUNNER, pinned, logger, now: () => now });
}

const kids = (keysOf: PinnedKeys) => keysOf.ring.map(({ kid }) => kid);

test('a runner follows the next key, keeps it over a restart, and believes the previous one until its date', async () => {
  await announce();
  await look();

  expect(kids(pinned)).toEqual([second.kid, first.kid]);
  expect(kids(started())).toEqual([second.kid, first.kid]);
  expect(statSync(join(folder, 'runner.json')).mode & 0o077).toBe(0);

  now += DAY_MS;
  await look();
  expect(kids(pinned)).toEqual([second.kid]);
  expect(kids(started())).toEqual([second.kid]);
  expect(readFileSync(join(folder, 'runner.json'), 'utf8')).not.toContain(first.kid);
});

test.each<[string, () => Promise<void>]>([
  ['somebody else signed', async () => announce({}, await createSigningKey())],
  ['the new key signed for itself', () => announce({}, second)],
  ['is for another runner', () => announce({ runner: 'mid2-elevated' })],
  ['begins tomorrow', () => announce({ notBefore: new Date(now + DAY_MS).toISOString() })],
  ['is no announcement', async () => void (await redis.set(keys.announcement(RUNNER), 'nonsense'))],
])('an announcement that %s changes nothing', async (_what, make) => {
  await make();
  await look();

  expect(kids(pinned)).toEqual([first.kid]);
});

test('a key that was replaced cannot come back by itself, nor move the runner on to a third', async () => {
  const thief = await createSigningKey();
  await announce();
  await look();

  await announce({ key: publicSigningKey(thief), generation: 9 }, first);
  await look();
  await announce({ key: publicSigningKey(first), generation: 9 }, first);
  await look();

  expect(kids(pinned)).toEqual([second.kid, first.kid]);
});

test('an announcement of an earlier generation is over', async () => {
  await announce();
  await look();
  await announce({ key: publicSigningKey(await createSigningKey()), generation: 5 }, second);
  await look();

  expect(kids(pinned)).toEqual([second.kid, first.kid]);
});
