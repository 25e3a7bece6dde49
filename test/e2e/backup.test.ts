import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf } from '../../demo/chat/card-reader.ts';
import { JON, MIA } from '../../demo/people.ts';
import { DEMO_TENANT_IDS } from '../../demo/standins/entra/demo-state.ts';
import { isFinal, type Run } from '../../src/runs/run.ts';
import { type DemoFixture, startDemo } from '../support/demo-system.ts';
import { carryOut, documentedLines } from '../support/documented-commands.ts';
import { until } from '../support/until.ts';

const CONTOSO = DEMO_TENANT_IDS.contoso;
const PATIENCE_MS = 120_000;

describe('backup and restore as docs/backup.md says', { timeout: PATIENCE_MS * 4 }, () => {
  let demo: DemoFixture;
  let env: Record<string, string>;
  /** Where contoso-1 was asked for: its cards stay there. */
  let thread = '';

  beforeAll(async () => {
    demo = await startDemo();
    const { env: jobs } = demo.supervisor.planOf('jobs');
    const address = new URL(demo.system.redisUrl);
    const redis = new Redis(demo.system.redisUrl);
    const [, folder = ''] = (await redis.config('GET', 'dir')) as string[];
    redis.disconnect();
    env = {
      PORT: address.port,
      REDISCLI_AUTH: decodeURIComponent(address.password),
      REDIS: folder,
      AUDIT: jobs['EXO_AUDIT_FILE'] ?? '',
      BACKUP: mkdtempSync(join(tmpdir(), 'exo-backup-')),
      KEYS: dirname(jobs['EXO_ORCHESTRATOR_KEY_FILE'] ?? ''),
    };
  }, 120_000);

  afterAll(async () => {
    await demo?.[Symbol.asyncDispose]();
    rmSync(env?.['BACKUP'] ?? '', { recursive: true, force: true });
  }, 60_000);

  it('with the newer audit log, a run that went on after the backup is cancelled and says why, and the next one asks again', async () => {
    thread = await demo.chat.say(MIA, 'onboard contoso');
    // At rest: one that moves between the copy of Redis and that of the audit log is not believed after a restore.
    const first = await untilRun((run) => run.state === 'waiting-approval');
    for (const line of documentedLines('backup.md', 'back up')) await carryOut(line, env);
    await finish(first.id, thread);
    expect(await grants()).not.toEqual([]);

    await restore({ withAudit: false });

    const cancelled = await until(async () => {
      const run = await demo.store.get(first.id);
      return run?.state === 'cancelled' ? run : undefined;
    });
    expect(cancelled.closedBy?.name).toBe('the restore of Redis');
    await untilSaid(thread, 'Cancelled by the restore of Redis');
    await demo.system.entra.clearLog();
    const again = await demo.chat.say(MIA, 'onboard contoso');
    const second = await untilRun((run) => run.id !== first.id && run.gate?.state === 'open');
    expect(await grants(), 'nothing is granted before somebody approved it').toEqual([]);
    await finish(second.id, again);
    expect(await grants(), 'what was granted before the restore is not granted twice').toEqual([]);
  });

  it('with the audit log of the backup, an open approval is open again and is decided once more', async () => {
    await restore({ withAudit: true });
    await demo.system.entra.clearLog();

    // Writes the cards of the run again, where they are.
    await demo.chat.say(MIA, 'onboard contoso');
    const run = await untilRun((each) => each.gate?.state === 'open');
    await finish(run.id, thread);

    expect(run.id).toBe('contoso-1');
    expect(await grants(), 'what was granted before the restore is not granted twice').toEqual([]);
    expect(demo.crashes).toEqual([]);
  });

  async function restore({ withAudit }: { withAudit: boolean }): Promise<void> {
    for (const line of documentedLines('backup.md', 'restore')) {
      if (line.startsWith('# stop')) for (const name of ['bot', 'jobs', 'redis']) await demo.supervisor.stop(name);
      else if (line.startsWith('# start'))
        for (const name of ['redis', 'jobs', 'bot']) await demo.supervisor.startAgain(name);
      else if (!line.includes('only when the audit log is lost') || withAudit) await carryOut(line, env);
    }
  }

  /** Permissions, roles and certificates that were given in a tenant. */
  async function grants(): Promise<string[]> {
    const written = (await demo.system.entra.log()).filter(({ write, status }) => write && status < 300);
    return written
      .map(({ method, path }) => `${method} ${path}`)
      .filter((each) => /appRoleAssign|roleAssign/.test(each));
  }

  async function untilSaid(where: string, text: string): Promise<void> {
    await until(
      () => JSON.stringify(demo.chat.messages(where).map(({ card }) => card)).includes(text) || undefined,
      () => `no card says "${text}"`,
      PATIENCE_MS,
    );
  }

  async function untilRun(wanted: (run: Run) => boolean): Promise<Run> {
    return until(
      async () => {
        const id = await demo.store.openRun(CONTOSO);
        const run = id ? await demo.store.get(id) : undefined;
        return run && wanted(run) ? run : undefined;
      },
      async () => `the run of contoso is ${await demo.store.openRun(CONTOSO)}`,
      PATIENCE_MS,
    );
  }

  /** Approves what is asked for until the run has ended. */
  async function finish(id: string, where: string): Promise<void> {
    const ended = await until(
      async () => {
        const run = await demo.store.get(id);
        const card = demo.chat
          .messages(where)
          .findLast(({ card: each }) => buttonsOf(each).some(({ title }) => title === 'Approve'));
        if (run?.state === 'waiting-approval' && card) await demo.chat.click(JON, card, 'Approve');
        return run && (isFinal(run) || run.state === 'needs-person') ? run : undefined;
      },
      async () => `${id} is ${(await demo.store.get(id))?.state}`,
      PATIENCE_MS,
    );
    const stopped = ended.steps.flatMap(({ id: step, error }) =>
      error ? [`${step}: ${error.code}, ${error.message}`] : [],
    );
    expect(ended.state, stopped.join('; ')).toBe('finished');
  }
});
