import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf } from '../../demo/chat/card-reader.ts';
import type { BotMessage } from '../../demo/chat/messages.ts';
import { JON, MIA } from '../../demo/people.ts';
import { DEMO_TENANT_IDS } from '../../demo/standins/entra/demo-state.ts';
import { SealJwk } from '../../src/contracts/trust/seal-key.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { findStep, isFinal, type Run } from '../../src/runs/run.ts';
import { type DemoFixture, startDemo } from '../support/demo-system.ts';
import { createOperator } from '../support/key-change.ts';
import { makeStore } from '../support/store.ts';
import { until } from '../support/until.ts';

type Label = keyof typeof DEMO_TENANT_IDS;

const PATIENCE_MS = 420_000;

describe('changing the keys as docs/go-live.md says', { timeout: PATIENCE_MS + 60_000 }, () => {
  let demo: DemoFixture;
  let redis: Redis;
  let operator: ReturnType<typeof createOperator>;
  let sealFile: string;
  const threads = new Map<string, string>();

  beforeAll(async () => {
    demo = await startDemo();
    redis = new Redis(demo.system.redisUrl, { maxRetriesPerRequest: null });
    sealFile = demo.supervisor.planOf('jobs').env['EXO_SEAL_KEY_FILE'] ?? '';
    operator = createOperator(demo.supervisor, dirname(sealFile));
  }, 120_000);
  afterAll(async () => {
    redis?.disconnect();
    await demo?.[Symbol.asyncDispose]();
  }, 60_000);

  it('goes on with open runs, waiting approvals and runners at work, and needs the old keys no more afterwards', async () => {
    const contoso = await ask('contoso');
    await until(async () => (await runOf(contoso)).gate?.state === 'open' || undefined, about(contoso), PATIENCE_MS);
    const adatum = await ask('adatum');
    await until(
      async () =>
        (await runOf(adatum)).steps.some((step) => step.queue?.startsWith('mid') && step.state === 'running') ||
        undefined,
      about(adatum),
      PATIENCE_MS,
    );

    await operator.change('orchestrator');
    await until(
      async () => findStep(await runOf(adatum), 'create-certificate')?.state === 'done' || undefined,
      about(adatum),
      PATIENCE_MS,
    );
    // Said under the previous key of the bot, done under the next.
    await approve(contoso);
    await operator.change('bot');
    const litware = await ask('litware');
    await operator.change('seal');
    for (const id of [contoso, adatum, litware]) await finish(id);

    for (const kind of ['orchestrator', 'bot', 'seal']) {
      await until(
        async () => (await operator.rotate(kind)).code === 0 || undefined,
        async () => (await operator.rotate(kind)).out,
        60_000,
      );
    }
    await operator.finish();
    const after = await ask('wingtip');
    await finish(after);
    expect(demo.crashes).toEqual([]);
    for (const { id } of demo.system.runners) {
      expect(demo.supervisor.logOf(id), id).toContain('following the new key of the orchestrator');
      expect(demo.supervisor.logOf(id), id).not.toContain('job refused');
    }
    expect(await redis.hlen(createRedisKeys(demo.system.namespace).quarantine)).toBe(0);
  });

  async function ask(label: Label): Promise<string> {
    const thread = await demo.chat.say(MIA, `onboard ${label === 'wingtip' ? 'wingtip.com' : label}`);
    const tenant = DEMO_TENANT_IDS[label];
    const id = await until(
      () => store().openRun(tenant),
      () => `a run of ${label}`,
      60_000,
    );
    threads.set(id, thread);
    return id;
  }

  /** Reads under the key that is in place now, and the one before. */
  function store() {
    const present = SealJwk.parse(JSON.parse(readFileSync(sealFile, 'utf8')));
    const ring =
      present.kid === demo.system.keys.seal.kid ? ([present] as const) : ([present, demo.system.keys.seal] as const);
    return makeStore(redis, createRedisKeys(demo.system.namespace), ring).store;
  }

  async function runOf(id: string): Promise<Run> {
    const run = await store().get(id);
    if (!run) throw new Error(`There is no run ${id}`);
    return run;
  }

  function about(id: string) {
    return async () => {
      const run = await runOf(id);
      return `${id} is ${run.state}: ${run.steps.map((step) => `${step.id} ${step.state} ${step.error?.code ?? ''}`).join(', ')}`;
    };
  }

  async function approve(id: string): Promise<void> {
    const card = demo.chat.messages(threads.get(id) ?? '').findLast(hasApprove);
    if (card) await demo.chat.click(JON, card, 'Approve');
  }

  async function finish(id: string): Promise<void> {
    const run = await until(
      async () => {
        const each = await runOf(id);
        if (each.state === 'waiting-approval') await approve(id);
        return isFinal(each) || each.state === 'needs-person' ? each : undefined;
      },
      about(id),
      PATIENCE_MS,
    );
    expect(run.state, await about(id)()).toBe('finished');
  }
});

function hasApprove(message: BotMessage): boolean {
  return buttonsOf(message.card).some(({ title }) => title === 'Approve');
}
