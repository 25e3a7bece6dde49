import { randomUUID } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import type { ResolveTenant } from '../../src/bot/bot.ts';
import { INTAKE_QUEUE } from '../../src/bot/intake/intake.ts';
import { type BotOptions, startBot } from '../../src/bot/start.ts';
import { signRunnerRecord } from '../../src/contracts/fleet/runner-record.ts';
import type { StepName } from '../../src/contracts/steps/index.ts';
import { createSealKey } from '../../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey } from '../../src/contracts/trust/signing.ts';
import type { ExoConfig } from '../../src/process/config/exo-config.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import type { Person, Run } from '../../src/runs/run.ts';
import { acceptedRecord } from './accepted-record.ts';
import { makeConfig } from './bot-config.ts';
import { type Message, startConnector } from './connector.ts';
import { startTestRegistrar } from './registrar.ts';
import { MIA, TENANT_ID } from './run-request.ts';
import { FRESH } from './step-outputs.ts';
import { makeStore } from './store.ts';
import { type ClickOn, clickFrom, messageFrom, type Where } from './teams-activities.ts';
import { until } from './until.ts';

export interface InvokeAnswer {
  readonly statusCode: number;
  readonly type: string;
  readonly value: unknown;
}

export const resolveContoso: ResolveTenant = async (reference) => {
  const known = [TENANT_ID, 'contoso.onmicrosoft.com'].includes(reference);
  return known ? { tenantId: TENANT_ID, domain: 'contoso.onmicrosoft.com' } : undefined;
};

/** The whole bot with a real Redis, spoken to over HTTP as Teams does; only Teams' connector is a stand-in. */
export async function createBotWorld(redisUrl: string, options: Partial<BotOptions> = {}) {
  const resources = new AsyncDisposableStack();
  const logs: { level: number; msg: string }[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => void logs.push(JSON.parse(line)) });
  const keys = createRedisKeys(`test-${randomUUID().slice(0, 8)}`);
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null });
  resources.defer(async () => {
    const left = await redis.keys(`${keys.prefix}:*`);
    if (left.length > 0) await redis.del(left);
    redis.disconnect();
  });
  const connector = resources.use(await startConnector());
  const where: Where = { serviceUrl: connector.serviceUrl };
  const orchestratorKey = await createSigningKey();
  const botKey = await createSigningKey();
  const sealKey = await createSealKey();
  const { store, seal, quarantine, records } = makeStore(redis, keys, sealKey, { logger });
  let port = 0;

  async function send(activity: object, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${port}/api/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(activity),
    });
  }

  const world = {
    connector,
    orchestratorKey,
    botKey,
    sealKey,
    redis,
    keys,
    store,
    quarantine,
    records,
    logs,
    where,
    send,
    port: () => port,
    /** The commands that were taken. */
    intakeQueue() {
      const queue = new Queue<Record<string, unknown>>(INTAKE_QUEUE, { connection: redis, prefix: keys.prefix });
      return Object.assign(queue, { [Symbol.asyncDispose]: () => queue.close() });
    },
    /** Lets the jobs process accept and remove runners, by this configuration. */
    startRegistrar: (config: ExoConfig) =>
      resources.use(startTestRegistrar({ redis, keys, config, orchestratorKey, botKey, seal, logger })),
    /** What the registrar does when a runner is accepted. */
    async accept(id: string): Promise<void> {
      await redis.hset(keys.runners, id, await signRunnerRecord(await acceptedRecord(id), orchestratorKey));
    },
    /** Starts one more bot process's worth; the newest is the one that is spoken to. */
    async start(more: Partial<BotOptions> = {}): Promise<AsyncDisposableStack> {
      const own = resources.use(new AsyncDisposableStack());
      const connection = own.adopt(new Redis(redisUrl, { maxRetriesPerRequest: null }), async (each) =>
        each.disconnect(),
      );
      const server = await startBot(
        {
          config: makeConfig(),
          roleKeys: { bot: [botKey], orchestrator: [publicSigningKey(orchestratorKey)], seal: [sealKey] },
          identity: { auth: 'off' },
          redis: connection,
          keys,
          resolveTenant: resolveContoso,
          timeZone: 'UTC',
          port: 0,
          logger,
          now: () => Date.now(),
          ...options,
          ...more,
        },
        own,
      );
      port = server.port;
      return own;
    },
    async say(person: Person, text: string, at: Partial<Where> = {}): Promise<Response> {
      return send(messageFrom(person, text, { ...where, ...at }));
    },
    async click(person: Person, click: ClickOn, at: Partial<Where> = {}): Promise<InvokeAnswer> {
      const response = await send(clickFrom(person, click, { ...where, ...at }));
      return (await response.json()) as InvokeAnswer;
    },
    /** Waits for a message that is as wanted. */
    async untilMessage(wanted: (message: Message) => boolean): Promise<Message> {
      return until(
        () => connector.messages.find(wanted),
        () =>
          JSON.stringify(
            connector.messages.map((message) => wordsOf(message)),
            null,
            1,
          ),
      );
    },
    /** Finishes everything that waits for a worker, and what follows from it, except the named steps. */
    async work(
      runId: string,
      except: readonly string[] = [],
      outputs: Readonly<Record<StepName, unknown>> = FRESH,
    ): Promise<Run> {
      for (;;) {
        const run = await store.get(runId);
        if (!run) throw new Error(`no run ${runId}`);
        const step = run.steps.find(({ id, state }) => state === 'queued' && !except.includes(id));
        if (!step) return run;
        const outcome = { status: 'done', output: outputs[step.name as StepName] } as const;
        await store.apply(runId, { type: 'step-finished', step: step.id, attempt: step.attempt, outcome });
      }
    },
    /** Lets a person ask for contoso and the workers do their part up to the gate. */
    async untilApproval(person: Person = MIA): Promise<{ runCard: Message; approval: Message; click: ClickOn }> {
      await world.say(person, 'onboard contoso');
      const runCard = await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
      await world.work('contoso-1');
      const approval = await world.untilMessage((each) => wordsOf(each).includes('Approval needed'));
      await until(async () => (await redis.hexists(keys.chat('contoso-1'), 'approval:1')) || undefined);
      return {
        runCard,
        approval,
        click: { verb: 'approve', data: { run: 'contoso-1', round: 1 }, messageId: approval.id },
      };
    },
    async [Symbol.asyncDispose]() {
      await resources.disposeAsync();
    },
  };
  return world;
}
export type BotWorld = Awaited<ReturnType<typeof createBotWorld>>;

/** Everything a person could read in a message. */
export function wordsOf(message: Pick<Message, 'text' | 'card'>): string {
  const words: string[] = [message.text];
  collect(message.card, words);
  return words.join('\n');
}

function collect(value: unknown, words: string[]): void {
  if (Array.isArray(value)) {
    for (const each of value) collect(each, words);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, each] of Object.entries(value)) {
      if (typeof each === 'string' && ['text', 'title', 'value'].includes(key)) words.push(each);
      else collect(each, words);
    }
  }
}
