import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buttonsOf } from '../../demo/chat/card-reader.ts';
import { JON, MIA } from '../../demo/people.ts';
import { BOOTSTRAP_CLIENT_ID, DEMO_TENANT_IDS, HOME_TENANT_ID } from '../../demo/standins/entra/demo-state.ts';
import { toKeyCredential } from '../../demo/standins/entra/state/certificate.ts';
import { findStep, isFinal, type Run } from '../../src/runs/run.ts';
import { type DemoFixture, startDemo } from '../support/demo-system.ts';
import { carryOut, documentedLines } from '../support/documented-commands.ts';
import { until } from '../support/until.ts';

const PATIENCE_MS = 120_000;
const Application = z.looseObject({ appId: z.string(), keyCredentials: z.array(z.unknown()) });
const Tenant = z.looseObject({ id: z.string(), applications: z.array(Application) });
const Directory = z.looseObject({ state: z.looseObject({ tenants: z.array(Tenant) }) });

describe('changing passwords and certificates as docs/go-live.md says', { timeout: PATIENCE_MS * 3 }, () => {
  let demo: DemoFixture;
  let secrets: string;
  const threads = new Map<string, string>();

  beforeAll(async () => {
    demo = await startDemo();
    secrets = mkdtempSync(join(tmpdir(), 'exo-secrets-'));
  }, 120_000);
  afterAll(async () => {
    await demo?.[Symbol.asyncDispose]();
    rmSync(secrets ?? '', { recursive: true, force: true });
  }, 60_000);

  it('goes on with open runs, and the old ones count no more', async () => {
    const contoso = await ask('contoso');
    await until(async () => (await runOf(contoso)).gate?.state === 'open' || undefined, about(contoso), PATIENCE_MS);
    const adatum = await ask('adatum');

    for (const name of ['bot', 'jobs', 'mid1-elevated']) await changePassword(name);
    await changeCertificate();
    for (const id of [contoso, adatum]) {
      const ended = await finish(id);
      expect(ended.state, await about(id)()).toBe('finished');
      expect(findStep(ended, 'create-certificate')?.attempt, 'nothing was done twice').toBe(1);
    }
    expect(demo.crashes).toEqual([]);
  });

  async function changePassword(name: string): Promise<void> {
    const file = join(secrets, `redis-url-${name}`);
    const old = demo.supervisor.planOf(name).env['REDIS_URL'] ?? '';
    writeFileSync(file, old);
    const env = { USER: name, FILE: file, REDIS_URL: demo.system.redisUrl };
    for (const line of documentedLines('go-live.md', 'change a Redis password')) {
      if (line.startsWith('# give')) await startWith(name, { REDIS_URL_FILE: file }, 'REDIS_URL');
      else await carryOut(line, env);
    }
    expect(await canSignIn(old), `the old password of ${name}`).toBe(false);
    expect(await canSignIn(readFileSync(file, 'utf8').trim()), `the new password of ${name}`).toBe(true);
  }

  async function changeCertificate(): Promise<void> {
    const name = 'AZURE_CLIENT_CERTIFICATE_PATH';
    for (const line of documentedLines('go-live.md', 'change the certificate of the application')) {
      if (line.startsWith('# upload')) await changeUploaded((old, added) => [...old, added]);
      else if (line.startsWith('# give')) await startWith('jobs', { [name]: join(secrets, 'graph-certificate.pem') });
      else if (line.startsWith('# delete')) await changeUploaded((_old, added) => [added]);
      else await carryOut(line, { SECRETS: secrets });
    }
  }

  /** What an administrator does in the Entra admin center: the certificates of exo's own application at home. */
  async function changeUploaded(change: (old: readonly unknown[], added: unknown) => unknown[]): Promise<void> {
    const plan = demo.supervisor.planOf('entra');
    const path = join(dirname(plan.args[1] ?? ''), 'state.json');
    await demo.supervisor.stop('entra');
    const directory = Directory.parse(JSON.parse(readFileSync(path, 'utf8')));
    const home = directory.state.tenants.find(({ id }) => id === HOME_TENANT_ID);
    const own = home?.applications.find(({ appId }) => appId === BOOTSTRAP_CLIENT_ID);
    if (!own) throw new Error('The stand-in does not have the application of exo');
    own.keyCredentials = change(own.keyCredentials, toKeyCredential(readFileSync(join(secrets, 'graph.crt'), 'utf8')));
    writeFileSync(path, JSON.stringify(directory));
    await demo.supervisor.startAgain('entra');
  }

  async function startWith(name: string, more: Readonly<Record<string, string>>, without = ''): Promise<void> {
    const plan = demo.supervisor.planOf(name);
    const { [without]: _, ...env } = plan.env;
    await demo.supervisor.stop(name);
    await demo.supervisor.start({ ...plan, env: { ...env, ...more } });
  }

  async function canSignIn(url: string): Promise<boolean> {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, disableClientInfo: true });
    redis.on('error', () => redis.status);
    try {
      await redis.connect();
      return (await redis.ping()) === 'PONG';
    } catch {
      // WRONGPASS is what this asks about.
      return false;
    } finally {
      redis.disconnect();
    }
  }

  async function ask(label: 'contoso' | 'adatum'): Promise<string> {
    const thread = await demo.chat.say(MIA, `onboard ${label}`);
    const id = await until(() => demo.store.openRun(DEMO_TENANT_IDS[label]));
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
      const { state, steps } = await runOf(id);
      return `${id} is ${state}: ${steps.map((step) => `${step.id} ${step.state} ${step.error?.code ?? ''}`).join(', ')}`;
    };
  }

  async function finish(id: string): Promise<Run> {
    return until(
      async () => {
        const run = await runOf(id);
        const card = demo.chat
          .messages(threads.get(id) ?? '')
          .findLast((message) => buttonsOf(message.card).some(({ title }) => title === 'Approve'));
        if (run.state === 'waiting-approval' && card) await demo.chat.click(JON, card, 'Approve');
        return isFinal(run) || run.state === 'needs-person' ? run : undefined;
      },
      about(id),
      PATIENCE_MS,
    );
  }
});
