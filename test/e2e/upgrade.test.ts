import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf } from '../../demo/chat/card-reader.ts';
import { JON, MIA } from '../../demo/people.ts';
import { DEMO_TENANT_IDS } from '../../demo/standins/entra/demo-state.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { isFinal, type Run } from '../../src/runs/run.ts';
import { type DemoFixture, startDemo } from '../support/demo-system.ts';
import { documentedLines, carryOut as runLine } from '../support/documented-commands.ts';
import { unpackPreviousVersion } from '../support/previous-version.ts';
import { until } from '../support/until.ts';
import { makeWaitingRuns } from '../support/waiting-runs.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const PATIENCE_MS = 150_000;
/** Beside the four that are worked on. */
const WAITING = 46;

type Label = 'contoso' | 'adatum' | 'litware' | 'wingtip';

describe('upgrading as docs/upgrade.md says', { timeout: PATIENCE_MS * 4 }, () => {
  let demo: DemoFixture;
  let redis: Redis;
  const previous = unpackPreviousVersion();
  let waiting: Awaited<ReturnType<typeof makeWaitingRuns>>;
  const threads = new Map<string, string>();

  beforeAll(async () => {
    demo = await startDemo();
    redis = new Redis(demo.system.redisUrl, { maxRetriesPerRequest: null });
    const runners = demo.system.runners.map(({ id }) => id);
    await demo.supervisor.stop('jobs');
    await Promise.all(['bot', ...runners].map((name) => startFrom(name, ROOT, previous.folder)));
    waiting = await makeWaitingRuns(demo, previous.folder, WAITING);
    await startFrom('jobs', ROOT, previous.folder);
  }, 180_000);
  afterAll(async () => {
    redis?.disconnect();
    await waiting?.[Symbol.asyncDispose]();
    await demo?.[Symbol.asyncDispose]();
    previous[Symbol.dispose]();
  }, 60_000);

  it('goes forth, back and forth again with 50 open runs; nothing is lost and nothing done twice', async () => {
    const [contoso, adatum] = [await ask('contoso'), await ask('adatum')];
    for (const id of [contoso, adatum])
      await until(async () => (await runOf(id)).gate?.state === 'open' || undefined, about(id), PATIENCE_MS);
    const litware = await ask('litware');
    await waiting.untilAsked();
    const [onNew, onPrevious, atLast] = [waiting.runs.slice(0, 16), waiting.runs.slice(16, 31), waiting.runs.slice(31)];

    await carryOut('upgrade');
    await Promise.all([approve(contoso), waiting.decline(onNew)]);
    await carryOut('go back');
    await Promise.all([approve(adatum), waiting.decline(onPrevious)]);
    const wingtip = await ask('wingtip');
    await carryOut('upgrade');
    await waiting.decline(atLast);

    for (const id of [contoso, adatum, litware, wingtip]) {
      expect((await end(id)).state, await about(id)()).toBe('finished');
    }
    await waiting.expectDeclinedOnce();
    for (const label of ['contoso', 'adatum', 'litware', 'wingtip'] as const) {
      const once = { applications: 1, certificates: 1, permissions: 3, roles: 1 };
      expect(await made(label), label).toEqual(once);
    }
    expect(await demo.system.entra.violations()).toEqual([]);
    const setAside = Object.values(await redis.hgetall(createRedisKeys(demo.system.namespace).quarantine));
    // The previous version notes what the newer one wrote, and leaves it in its place.
    expect(setAside.filter((each) => !each.includes('the form of a newer version'))).toEqual([]);
    expect(await verifyAudit()).toContain('nothing was changed');
    expect(demo.crashes).toEqual([]);
  });

  /** Line by line as the document says: which process, and of which version. */
  async function carryOut(block: 'upgrade' | 'go back'): Promise<void> {
    const runners = demo.system.runners.map(({ id }) => id);
    for (const line of documentedLines('upgrade.md', block)) {
      const [, name = '', version] = /^# stop (\w+), start the (new|previous) \w+$/.exec(line) ?? [];
      if (!version) throw new Error(`docs/upgrade.md says "${line}", which nobody can carry out`);
      const [from, to] = version === 'new' ? [previous.folder, ROOT] : [ROOT, previous.folder];
      await Promise.all((name === 'runners' ? runners : [name]).map((each) => startFrom(each, from, to)));
    }
  }

  async function startFrom(name: string, from: string, to: string): Promise<void> {
    const plan = demo.supervisor.planOf(name);
    await demo.supervisor.stop(name);
    await demo.supervisor.start({ ...plan, cwd: to, args: plan.args.map((each) => each.replace(from, to)) });
  }

  /** How much of ours a tenant holds. */
  async function made(label: Label) {
    const tenant = await demo.system.entra.tenant(DEMO_TENANT_IDS[label]);
    const [application] = tenant.applications;
    const ours = tenant.servicePrincipals.find(({ appId }) => appId === application?.appId);
    return {
      applications: tenant.applications.length,
      certificates: application?.keyCredentials.length,
      permissions: tenant.appRoleAssignments.filter(({ principalId }) => principalId === ours?.id).length,
      roles: tenant.roleAssignments.length,
    };
  }

  function verifyAudit(): Promise<string> {
    const { env } = demo.supervisor.planOf('jobs');
    const key = `${env['EXO_ORCHESTRATOR_KEY_FILE']}.pub.json`;
    return runLine('npm run --silent audit:verify -- $FILE --key $KEY', {
      FILE: env['EXO_AUDIT_FILE'] ?? '',
      KEY: key,
    });
  }

  async function ask(label: Label): Promise<string> {
    const thread = await demo.chat.say(MIA, `onboard ${label === 'wingtip' ? 'wingtip.com' : label}`);
    const id = await until(
      () => demo.store.openRun(DEMO_TENANT_IDS[label]),
      () => `a run of ${label}`,
      60_000,
    );
    threads.set(id, thread);
    return id;
  }

  async function runOf(id: string): Promise<Run> {
    const run = await demo.store.get(id);
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
    const card = demo.chat
      .messages(threads.get(id) ?? '')
      .findLast((message) => buttonsOf(message.card).some(({ title }) => title === 'Approve'));
    if (card) await demo.chat.click(JON, card, 'Approve');
  }

  async function end(id: string): Promise<Run> {
    return until(
      async () => {
        const each = await runOf(id);
        if (each.state === 'waiting-approval') await approve(id);
        return isFinal(each) || each.state === 'needs-person' ? each : undefined;
      },
      about(id),
      PATIENCE_MS,
    );
  }
});
