import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { defineScript } from '../../process/redis/script.ts';
import type { Commit } from './commit.ts';
import { COMMIT_SCRIPT } from './commit-script.ts';

const SCRIPT = defineScript(COMMIT_SCRIPT);

const CommitAnswer = z.union([
  z.tuple([z.literal('ok')]),
  z.tuple([z.literal('conflict')]),
  z.tuple([z.literal('late')]),
  z.tuple([z.literal('suspended')]),
  z.tuple([z.literal('taken'), z.string()]),
  z.tuple([z.literal('begun'), z.string()]),
]);

/**
 * @returns `conflict`: the run has changed since it was read · `late`: after its time · `taken` with who holds the tenant ·
 *   `suspended`: the tenant is, and the run needs to sign in there · `begun` with the run that the same command began before
 */
export async function writeCommit(
  redis: Redis,
  keys: RedisKeys,
  commit: Commit & { readonly notAfter: number | undefined; readonly command: string | undefined },
): Promise<z.infer<typeof CommitAnswer>> {
  const names = [
    keys.run(commit.id),
    keys.journal(commit.id),
    keys.outbox,
    keys.deadlines,
    keys.redrawNow,
    keys.notices,
    keys.board,
    keys.onboarded,
    keys.open(commit.tenant),
    keys.servers,
    keys.underWay,
    keys.audit,
    keys.begun(commit.command ?? ''),
    keys.suspended,
    keys.tenantsOrder,
    keys.tenantsPlaces,
    keys.tenantsNames,
    keys.tenantsExpiry,
  ];
  // Beside the others: as a text within a text the run would be coded and read once more.
  const { doc, ...rest } = commit;
  return CommitAnswer.parse(await SCRIPT.call(redis, names, JSON.stringify(rest), doc, keys.wake));
}
