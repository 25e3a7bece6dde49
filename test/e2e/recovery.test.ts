import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf } from '../../demo/chat/card-reader.ts';
import type { BotMessage } from '../../demo/chat/messages.ts';
import { JON, MIA } from '../../demo/people.ts';
import { allWords } from '../../demo/play/actors.ts';
import { readHandOver } from '../../demo/play/onboarding.ts';
import { proveTenant } from '../../demo/play/proofs.ts';
import { DEMO_TENANT_IDS } from '../../demo/standins/entra/demo-state.ts';
import { MID_ACCOUNT } from '../../demo/system/mid-server.ts';
import { findStep, isFinal, type Run } from '../../src/runs/run.ts';
import { type DemoFixture, startDemo } from '../support/demo-system.ts';
import { until } from '../support/until.ts';

type TenantLabel = keyof typeof DEMO_TENANT_IDS;

const PATIENCE_MS = 420_000;

describe('a crash in the middle of an onboarding', { timeout: PATIENCE_MS + 60_000 }, () => {
  let demo: DemoFixture;

  beforeAll(async () => {
    demo = await startDemo();
  }, 120_000);
  afterAll(async () => {
    await demo?.[Symbol.asyncDispose]();
  }, 60_000);

  it('finishes although the jobs process is killed after every step', async () => {
    const { thread, id } = await ask('contoso');
    let finishedSteps = -1;
    let kills = 0;

    await until(
      async () => {
        const run = await runOf(id);
        const finished = run.steps.filter(({ state }) => state === 'done' || state === 'skipped').length;
        if (finished !== finishedSteps && !isFinal(run)) {
          finishedSteps = finished;
          await crash('jobs');
          kills += 1;
        }
        await approveWhenAsked(run, thread);
        return isFinal(run) ? run : undefined;
      },
      describeRun(id),
      PATIENCE_MS,
    );

    expect(kills).toBeGreaterThan(8);
    await expectOnboarded('contoso', thread, id);
  });

  it('shows the right card although the bot is killed while the run works', async () => {
    const { thread, id } = await ask('adatum');
    await until(async () => (await runOf(id)).steps.some(({ state }) => state === 'done') || undefined);

    await demo.supervisor.kill('bot');
    const doneBefore = (await runOf(id)).steps.filter(({ state }) => state === 'done').length;
    await until(
      async () => (await runOf(id)).steps.filter(({ state }) => state === 'done').length > doneBefore || undefined,
      describeRun(id),
    );
    await demo.supervisor.startAgain('bot');
    await approveAndFinish(id, thread);

    await expectOnboarded('adatum', thread, id);
  });

  it('goes on when a runner is killed in the middle of a step', async () => {
    const { thread, id } = await ask('litware');
    await until(
      async () => findStep(await runOf(id), 'create-certificate')?.state === 'running' || undefined,
      describeRun(id),
      60_000,
    );

    await crash('mid1-elevated');
    await approveAndFinish(id, thread);

    await expectOnboarded('litware', thread, id);
  });

  it('goes on when Redis is killed and comes back', async () => {
    const { thread, id } = await ask('wingtip.com');
    await until(async () => (await runOf(id)).steps.some(({ state }) => state === 'done') || undefined);

    await crash('redis');
    await approveAndFinish(id, thread);

    await expectOnboarded('wingtip', thread, id);
  });

  async function ask(tenant: string): Promise<{ thread: string; id: string }> {
    const label = tenant.split('.')[0] ?? '';
    const thread = await demo.chat.say(MIA, `onboard ${tenant}`);
    const tenantId = DEMO_TENANT_IDS[label as TenantLabel];
    const id = await until(
      () => demo.store.openRun(tenantId),
      () => `a run of ${tenant}`,
    );
    return { thread, id };
  }

  async function runOf(id: string): Promise<Run> {
    const run = await demo.store.get(id);
    if (!run) throw new Error(`There is no run ${id}`);
    return run;
  }

  function describeRun(id: string) {
    return async () => {
      const run = await runOf(id);
      return `${id} is ${run.state}: ${run.steps.map((step) => `${step.id} ${step.state}`).join(', ')}`;
    };
  }

  async function crash(name: string): Promise<void> {
    await demo.supervisor.kill(name);
    await demo.supervisor.startAgain(name);
  }

  async function approveWhenAsked(run: Run, thread: string): Promise<void> {
    if (run.state !== 'waiting-approval') return;
    const card = demo.chat.messages(thread).find(hasApprove);
    if (card) await demo.chat.click(JON, card, 'Approve');
  }

  async function approveAndFinish(id: string, thread: string): Promise<void> {
    await until(
      async () => {
        const run = await runOf(id);
        await approveWhenAsked(run, thread);
        return isFinal(run) ? run : undefined;
      },
      describeRun(id),
      PATIENCE_MS,
    );
  }

  /** Everything is there, everything once: in the directory, and in the thread. */
  async function expectOnboarded(label: TenantLabel, thread: string, id: string): Promise<void> {
    const ready = new RegExp(`${label} is ready`);
    const card = await demo.chat.until(`the hand-over of ${label}`, (messages) =>
      messages.find((each) => each.place === thread && each.card && ready.test(allWords(each))),
    );
    const tenant = await demo.system.entra.tenant(DEMO_TENANT_IDS[label]);
    const missing = proveTenant(tenant, readHandOver(allWords(card)), MID_ACCOUNT).filter(({ ok }) => !ok);
    expect(missing).toEqual([]);
    expect((await runOf(id)).state).toBe('finished');
    expect(demo.chat.messages(thread).filter(hasApprove)).toEqual([]);
    expect(demo.crashes).toEqual([]);
    expect(await demo.system.entra.violations()).toEqual([]);
    const lines = await demo.chat.until('the closing line', (messages) => {
      const found = messages.filter((each) => each.place === thread && !each.card && ready.test(each.text ?? ''));
      return found.length > 0 ? found : undefined;
    });
    expect(lines).toHaveLength(1);
  }
});

function hasApprove(message: BotMessage): boolean {
  return buttonsOf(message.card).some(({ title }) => title === 'Approve');
}
