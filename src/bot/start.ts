import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { PublicJwk, Ring } from '../contracts/trust/keys.ts';
import type { SigningJwk } from '../contracts/trust/signing.ts';
import type { ExoConfig } from '../process/config/exo-config.ts';
import { pinnedFingerprint } from '../process/config/server-groups.ts';
import type { Logger } from '../process/log/logger.ts';
import type { Metrics } from '../process/metrics/metrics.ts';
import type { Readiness } from '../process/readiness/readiness.ts';
import { createQuarantine } from '../process/records/quarantine.ts';
import { type AnySealKey, createRecordSeal } from '../process/records/record-seal.ts';
import { createSealedRecords } from '../process/records/sealed-records.ts';
import type { RedisKeys } from '../process/redis/redis-keys.ts';
import type { Tracing } from '../process/tracing/tracing.ts';
import { createOrchestrator } from '../runs/fleet/ask-orchestrator.ts';
import { Enrolments } from '../runs/fleet/enrolments.ts';
import { RunnerRegistry } from '../runs/fleet/runner-registry.ts';
import { createRunnerRequests } from '../runs/fleet/runner-requests.ts';
import { createGroupStore } from '../runs/groups/store.ts';
import { RunStore } from '../runs/store/store.ts';
import { traceCommits } from '../runs/store/trace-commits.ts';
import { keepIndex } from '../runs/tenant-index/keep-index.ts';
import { createTenants } from '../runs/tenant-index/tenants.ts';
import { type CheckGroups, createAccess } from './access/access.ts';
import type { GroupMembers } from './access/approvers.ts';
import { createDecisions } from './access/decisions.ts';
import { createPeople } from './access/people.ts';
import { handleAction } from './actions/handle-action.ts';
import { ACTIONS } from './actions/registry.ts';
import type { Bot, ResolveTenant } from './bot.ts';
import type { BotHandlers, Chat } from './chat/chat.ts';
import { COMMANDS } from './commands/registry.ts';
import { consentPage } from './consent/page.ts';
import { createConsentStates } from './consent/state.ts';
import { withinBudget } from './delivery/budget.ts';
import { startDelivery } from './delivery/loop.ts';
import { watchBot } from './health/watch-readiness.ts';
import { createIntake } from './intake/intake.ts';
import { startIntakeWorker } from './intake/worker.ts';
import { createChatRecords } from './records/chat-records.ts';
import { createTeamsChat } from './teams/chat/chat.ts';
import { createLimiter } from './teams/chat/limiter.ts';
import { patient } from './teams/chat/patient.ts';
import { createPauses } from './teams/chat/pauses.ts';
import { createDispatch } from './teams/receive/dispatch.ts';
import {
  type AdapterSettings,
  type BotIdentity,
  type CredentialsFactory,
  createAdapter,
} from './teams/server/adapter.ts';
import { createOwnToken } from './teams/server/own-token.ts';
import { type BotServer, startServer } from './teams/server/server.ts';
import { createCommandRunner } from './use-cases/run-command.ts';
import { welcome } from './use-cases/show/welcome.ts';

/** The bot's own keys, and whose word it believes. */
export interface BotKeys {
  /** Signs decisions and requests; enrolment tokens are derived from it. */
  readonly bot: Ring<SigningJwk>;
  /** Public: the bot cannot say what the orchestrator says. */
  readonly orchestrator: Ring<PublicJwk>;
  readonly seal: Ring<AnySealKey>;
}

export interface BotOptions {
  readonly config: ExoConfig;
  readonly identity: BotIdentity;
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly resolveTenant: ResolveTenant;
  /** Needed when a group holds a role. */
  readonly checkGroups?: CheckGroups;
  /** Needed to tell the approvers of a group that they are asked. */
  readonly groupMembers?: GroupMembers;
  readonly roleKeys: BotKeys;
  readonly authorityHost?: string;
  readonly timeZone: string;
  /** Where it is told what the bot needs for its work; missing: nobody watches. */
  readonly readiness?: Readiness;
  readonly metrics?: Metrics;
  readonly tracing?: Tracing | undefined;
  /** 0: any free port */
  readonly port: number;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Other addresses and credentials of the Bot Framework, for national clouds and tests. */
  readonly connection?: { readonly settings: AdapterSettings; readonly credentials?: CredentialsFactory };
}

/** Starts everything of one bot process; it stops with `resources`, the newest first. */
export async function startBot(options: BotOptions, resources: AsyncDisposableStack): Promise<BotServer> {
  const { config, identity, redis, keys, logger, now, roleKeys } = options;
  const seal = createRecordSeal(roleKeys.seal);
  const quarantine = createQuarantine(redis, keys, logger, now);
  const records = createSealedRecords(redis, seal, quarantine);
  const { tracing } = options;
  const store = new RunStore({ redis, keys, records, now, committed: traceCommits(tracing) });
  const runners = new RunnerRegistry(redis, keys, roleKeys.orchestrator, logger, {
    pin: (id) => pinnedFingerprint(config.serverGroups, id),
    quarantine,
  });
  const enrolments = new Enrolments(redis, keys, roleKeys, records, now);
  const requests = createRunnerRequests(redis, keys, records);
  const adapter = createAdapter(identity, options.connection?.settings, options.connection?.credentials);
  const appId = identity.auth === 'on' ? identity.appId : '';
  const limiter = withinBudget(createLimiter(), redis, keys, logger);
  const throttled = () => options.metrics?.throttled('teams');
  const chat: Chat = createTeamsChat({ adapter, appId, limiter, pauses: createPauses(), logger, throttled });
  const bot: Bot = {
    config,
    redis,
    keys,
    store,
    groups: createGroupStore({ redis, keys, records, now }),
    tenants: createTenants(redis, keys, records),
    index: resources.use(keepIndex({ redis, keys, records, logger })),
    quarantine,
    chat,
    access: createAccess(config, options.checkGroups, now),
    runners,
    enrolments,
    requests,
    orchestrator: createOrchestrator({
      redis,
      enrolments,
      runners,
      requests,
      botKeys: roleKeys.bot,
      now,
      newId: randomUUID,
    }),
    people: createPeople(redis, keys),
    groupMembers: options.groupMembers,
    records: createChatRecords(redis, keys, seal, records, now),
    sealed: records,
    consent: createConsentStates(redis, keys),
    decisions: createDecisions(roleKeys.bot[0], now),
    intake: resources.use(createIntake(redis, keys, records, logger, now)),
    resolveTenant: options.resolveTenant,
    authorityHost: options.authorityHost,
    timeZone: options.timeZone,
    tracing,
    logger,
    now,
  };
  const handlers: BotHandlers = {
    command: (command) => bot.intake.take(command),
    action: (action) => handleAction(bot, ACTIONS, action),
    installed: (place) => welcome({ ...bot, chat: patient(chat) }, COMMANDS, place),
  };
  const { readiness } = options;
  const turned = readiness && watchBot(readiness, bot, createOwnToken(adapter, identity));
  const shown = () => {
    options.metrics?.turned('delivery');
    turned?.();
  };
  resources.use(startDelivery(bot, shown));
  resources.use(await startIntakeWorker(bot, createCommandRunner(bot, COMMANDS)));
  return resources.use(
    await startServer({
      adapter,
      dispatch: createDispatch(handlers, patient(chat), logger, randomUUID),
      refused: () => options.metrics?.refused('token'),
      pages: consentPage(bot.consent, store, logger),
      port: options.port,
      // Without token checks nobody but this machine may speak to the bot.
      host: identity.auth === 'off' ? '127.0.0.1' : undefined,
      logger,
    }),
  );
}
