import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import type { JobData } from '../../contracts/job.ts';
import type { PublicJwk, Ring } from '../../contracts/trust/keys.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { Quarantine } from '../../process/records/quarantine.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { Tracing } from '../../process/tracing/tracing.ts';
import type { RunnerRegistry } from '../../runs/fleet/runner-registry.ts';
import type { RunStore } from '../../runs/store/store.ts';
import type { GroupMover } from '../groups/mover.ts';
import type { Authorize } from '../guard/privilege.ts';

/** What every part of the orchestrator works with. */
export interface OrchestratorContext {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly store: RunStore;
  /** Where entries go that cannot be read. */
  readonly quarantine: Quarantine;
  readonly runners: RunnerRegistry;
  readonly queue: (name: string) => Queue<JobData, string>;
  /** The guard: asked before a job is signed that hands a key on. */
  readonly authorize: Authorize;
  /** The orchestrator's keys: the present one signs, the previous one for runners that do not know it yet. */
  readonly signingKeys: Ring<SigningJwk>;
  /** Public parts of the orchestrator's keys: the cloud worker signs with them too. */
  readonly publicKeys: readonly PublicJwk[];
  readonly logger: Logger;
  /** undefined: nothing is recorded. */
  readonly tracing?: Tracing | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Begins what is due by itself; see `createDueLook`. */
  readonly beginDue?: () => Promise<void>;
  /** Moves runs on that were asked for together. */
  readonly groups?: Pick<GroupMover, 'hint' | 'look'>;
  /** Called when everything was looked at and no part of it failed. */
  readonly looked?: () => void;
}

/** A job that no worker has claimed for this long is taken back and dispatched again, freshly signed. */
export const JOB_LIFE_MS = 3_600_000;
