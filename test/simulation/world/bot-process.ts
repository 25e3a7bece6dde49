import { randomUUID } from 'node:crypto';
import { createAccess } from '../../../src/bot/access/access.ts';
import { createDecisions } from '../../../src/bot/access/decisions.ts';
import { createPeople } from '../../../src/bot/access/people.ts';
import { handleAction } from '../../../src/bot/actions/handle-action.ts';
import { ACTIONS } from '../../../src/bot/actions/registry.ts';
import type { Bot } from '../../../src/bot/bot.ts';
import type { BotHandlers } from '../../../src/bot/chat/chat.ts';
import { COMMANDS } from '../../../src/bot/commands/registry.ts';
import { createConsentStates } from '../../../src/bot/consent/state.ts';
import { startDelivery } from '../../../src/bot/delivery/loop.ts';
import { createIntake } from '../../../src/bot/intake/intake.ts';
import { startIntakeWorker } from '../../../src/bot/intake/worker.ts';
import { createChatRecords } from '../../../src/bot/records/chat-records.ts';
import { createCommandRunner } from '../../../src/bot/use-cases/run-command.ts';
import { publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { createOrchestrator } from '../../../src/runs/fleet/ask-orchestrator.ts';
import { Enrolments } from '../../../src/runs/fleet/enrolments.ts';
import { RunnerRegistry } from '../../../src/runs/fleet/runner-registry.ts';
import { createRunnerRequests } from '../../../src/runs/fleet/runner-requests.ts';
import { createGroupStore } from '../../../src/runs/groups/store.ts';
import { createTenants } from '../../../src/runs/tenant-index/tenants.ts';
import { makeStore } from '../../support/store.ts';
import type { Host } from '../time/scheduler.ts';
import { resolveTenant } from './tenants.ts';
import type { World } from './world.ts';

/** What a person reaches of a bot process. */
export interface Counter extends Pick<BotHandlers, 'command' | 'action'> {
  readonly bot: Bot;
}

/** The bot as src/bot/start.ts puts it together, without Teams' adapter. */
export async function startBot(world: World, host: Host): Promise<void> {
  const { keys, logger, now, roleKeys, config } = world;
  const redis = world.redis(host);
  const { store, seal, quarantine, records } = makeStore(redis, keys, roleKeys.seal, { now, logger });
  const orchestratorKeys = [publicSigningKey(roleKeys.orchestrator)] as const;
  const own = { bot: [roleKeys.bot], orchestrator: orchestratorKeys } as const;
  const runners = new RunnerRegistry(redis, keys, orchestratorKeys, logger, { quarantine });
  const enrolments = new Enrolments(redis, keys, own, records, now);
  const requests = createRunnerRequests(redis, keys, records);
  const bot: Bot = {
    config,
    redis,
    keys,
    store,
    groups: createGroupStore({ redis, keys, records, now }),
    tenants: createTenants(redis, keys, records),
    index: { settled: async () => {} },
    quarantine,
    chat: world.chat.for(host),
    access: createAccess(config, undefined, now),
    runners,
    enrolments,
    requests,
    orchestrator: createOrchestrator({
      redis,
      enrolments,
      runners,
      requests,
      botKeys: own.bot,
      now,
      newId: randomUUID,
    }),
    people: createPeople(redis, keys),
    groupMembers: undefined,
    records: createChatRecords(redis, keys, seal, records, now),
    consent: createConsentStates(redis, keys),
    sealed: records,
    decisions: createDecisions(roleKeys.bot, now),
    intake: createIntake(redis, keys, records, logger, now),
    resolveTenant,
    authorityHost: undefined,
    timeZone: 'UTC',
    logger,
    now,
  };
  startDelivery(bot);
  await startIntakeWorker(bot, createCommandRunner(bot, COMMANDS));
  world.counters.set(host, {
    bot,
    command: (command) => bot.intake.take(command),
    action: (action) => handleAction(bot, ACTIONS, action),
  });
}
