import type { Redis } from 'ioredis';
import type { CloudName } from '../contracts/clouds.ts';
import type { ExoConfig } from '../process/config/exo-config.ts';
import type { Logger } from '../process/log/logger.ts';
import type { Quarantine } from '../process/records/quarantine.ts';
import type { SealedRecords } from '../process/records/sealed-records.ts';
import type { RedisKeys } from '../process/redis/redis-keys.ts';
import type { Tracing } from '../process/tracing/tracing.ts';
import type { Orchestrator } from '../runs/fleet/ask-orchestrator.ts';
import type { Enrolments } from '../runs/fleet/enrolments.ts';
import type { RunnerRegistry } from '../runs/fleet/runner-registry.ts';
import type { RunnerRequests } from '../runs/fleet/runner-requests.ts';
import type { GroupStore } from '../runs/groups/store.ts';
import type { RunStore } from '../runs/store/store.ts';
import type { IndexKeeper } from '../runs/tenant-index/keep-index.ts';
import type { Tenants } from '../runs/tenant-index/tenants.ts';
import type { Access } from './access/access.ts';
import type { GroupMembers } from './access/approvers.ts';
import type { Decisions } from './access/decisions.ts';
import type { People } from './access/people.ts';
import type { Chat } from './chat/chat.ts';
import type { ConsentStates } from './consent/state.ts';
import type { Intake } from './intake/intake.ts';
import type { ChatRecords } from './records/chat-records.ts';

/** Finds a tenant through OpenID discovery: a domain, a tenant id, or the prefix of an initial domain. */
export type ResolveTenant = (
  reference: string,
  cloud: CloudName,
) => Promise<{ readonly tenantId: string; readonly domain: string } | undefined>;

/** What every part of the bot works with. */
export interface Bot {
  readonly config: ExoConfig;
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly store: RunStore;
  /** Runs for several tenants that were asked for together. */
  readonly groups: GroupStore;
  /** All tenants, for whoever looks. */
  readonly tenants: Tenants;
  readonly index: Pick<IndexKeeper, 'settled'>;
  /** Where entries go that cannot be read. */
  readonly quarantine: Quarantine;
  readonly chat: Chat;
  readonly access: Access;
  readonly runners: RunnerRegistry;
  readonly enrolments: Enrolments;
  readonly requests: RunnerRequests;
  /** Asks the jobs process for what the bot must not do itself. */
  readonly orchestrator: Orchestrator;
  readonly people: People;
  /** undefined: no group holds a role. */
  readonly groupMembers: GroupMembers | undefined;
  readonly records: ChatRecords;
  /** Records in Redis under the seal key. */
  readonly sealed: SealedRecords;
  readonly consent: ConsentStates;
  readonly decisions: Decisions;
  readonly intake: Intake;
  readonly resolveTenant: ResolveTenant;
  /** Replaces the authority of every cloud in addresses for people. */
  readonly authorityHost: string | undefined;
  /** IANA name; times on cards are written for it. */
  readonly timeZone: string;
  /** undefined: nothing is recorded. */
  readonly tracing?: Tracing | undefined;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
