import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { verifyRunnerRecord } from '../../../src/contracts/fleet/runner-record.ts';
import { STEPS, type StepName } from '../../../src/contracts/steps/index.ts';
import { createSealingKey, type SealingJwk, seal, unseal } from '../../../src/contracts/trust/sealing.ts';
import { publicSigningKey, type SigningJwk } from '../../../src/contracts/trust/signing.ts';
import type { StepHandlers } from '../../../src/process/bullmq/step-worker.ts';
import { decisionOn } from '../../support/approving.ts';
import { createEngine } from '../../support/engine.ts';
import { readRedis, spyOnRedis } from '../../support/redis-spy.ts';
import { makeRequest } from '../../support/run-request.ts';
import { startRunnerAsUser } from '../../support/runner-user.ts';
import { FRESH, THUMBPRINT } from '../../support/step-outputs.ts';
import { until } from '../../support/until.ts';

const RUNNERS = ['mid1-elevated', 'mid1-connect', 'mid2-elevated', 'mid2-connect', 'mid3-elevated', 'mid3-connect'];
const pfx = randomBytes(2600).toString('base64');
const password = randomBytes(24).toString('base64url');

let engine: Awaited<ReturnType<typeof createEngine>>;
let resources: AsyncDisposableStack;
let imported: Map<string, string>;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  engine = resources.use(await createEngine(inject('redisUrl')));
  imported = new Map();
});

afterEach(() => resources.disposeAsync());

/** Steps of one server that handle a real secret as the product does: sealed on the primary, opened where it goes. */
function steps(runner: string, keys?: { seal: SealingJwk }): StepHandlers {
  const plain = Object.keys(STEPS).map((name) => [name, async () => FRESH[name as StepName]]);
  return {
    ...Object.fromEntries(plain),
    'share-certificate': async ({ recipient, thumbprint }, context) => {
      await context.progress(`sealing for ${recipient.runner}`);
      const { sealKey } = await verifyRunnerRecord(recipient.record, [publicSigningKey(engine.signingKey)]);
      return { sealed: await seal(JSON.stringify({ pfx, password }), sealKey, thumbprint) };
    },
    'import-certificate': async ({ sealed, thumbprint }) => {
      if (sealed && keys) imported.set(runner, await unseal(sealed, keys.seal, thumbprint));
      return FRESH['import-certificate'];
    },
  };
}

async function onboard() {
  await engine.startCloudWorker(steps('cloud'));
  const runners = new Map<string, { sign: SigningJwk; seal: SealingJwk }>();
  for (const id of RUNNERS) {
    const runner = await startRunnerAsUser(engine, inject('redisUrl'), id, (keys) => steps(id, keys));
    resources.use(runner);
    runners.set(id, runner.keys);
  }
  engine.startOrchestrator();
  const { id } = await engine.store.create(makeRequest({ serverCount: 3 }));
  const waiting = await engine.untilRun(id, (run) => run.gate?.state === 'open');
  await engine.store.apply(id, await decisionOn(waiting, engine.signingKey));
  await engine.untilRun(id, (run) => run.state === 'finished');
  return runners;
}

/** A secret as it could stand in Redis: as it is, or in one of the usual codings. */
function forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [secret, bytes.toString('base64').replace(/=+$/, ''), bytes.toString('base64url'), bytes.toString('hex')];
}

describe('somebody who reads all of Redis while a tenant is onboarded', () => {
  it('never sees the certificate with its key, its password, or a private key', async () => {
    const spy = resources.use(await spyOnRedis(engine.redis, engine.keys.prefix));

    const runners = await onboard();

    const seen = spy.seen();
    const signed = payloadsOf(seen);
    expect(spy.dumps()).toBeGreaterThan(2);
    expect(imported.get('mid2-elevated')).toBe(JSON.stringify({ pfx, password }));
    expect(imported.get('mid3-elevated')).toBe(JSON.stringify({ pfx, password }));
    // The spy was where the secret passed: it saw what that step said in clear, and what it sealed.
    expect(seen.join('\n')).toContain('sealing for mid2-elevated');
    expect(findSealed(seen)).not.toEqual([]);
    const secrets = [pfx, password, engine.signingKey.d];
    for (const { sign, seal: sealing } of runners.values()) secrets.push(sign.d, sealing.d);
    const everything = [...seen, ...signed].join('\n');
    for (const secret of secrets) for (const form of forms(secret)) expect(everything).not.toContain(form);
  });

  it('finds what was sealed only until it is imported: neither the run nor a queue or its events keep it', async () => {
    const spy = resources.use(await spyOnRedis(engine.redis, engine.keys.prefix));

    await onboard();

    expect(findSealed(spy.seen())).toHaveLength(2);
    await until(
      async () => (findSealed(await readRedis(engine.redis, engine.keys.prefix)).length === 0 ? true : undefined),
      () => 'nothing sealed in Redis',
    );
    const events = await engine.redis.xrange(`${engine.keys.prefix}:mid1-elevated:events`, '-', '+');
    expect(events.flatMap(([, fields]) => fields)).not.toContain('returnvalue');
  });

  it('cannot open what was sealed: only the private key of the addressee does, and only for this certificate', async () => {
    const spy = resources.use(await spyOnRedis(engine.redis, engine.keys.prefix));
    const runners = await onboard();
    const own = (id: string): SealingJwk => runners.get(id)?.seal ?? expect.fail(`no runner ${id}`);

    const sealedFor = new Map(findSealed(spy.seen()).map((sealed) => [recipientOf(sealed), sealed]));

    const forMid2 = sealedFor.get(own('mid2-elevated').kid) ?? expect.fail('nothing sealed for mid2');
    expect(sealedFor.size).toBe(2);
    expect(await unseal(forMid2, own('mid2-elevated'), THUMBPRINT)).toContain(pfx);
    for (const other of ['mid1-elevated', 'mid2-connect', 'mid3-elevated']) {
      await expect(unseal(forMid2, own(other), THUMBPRINT)).rejects.toThrow('decryption operation failed');
    }
    await expect(unseal(forMid2, await createSealingKey(), THUMBPRINT)).rejects.toThrow('decryption operation failed');
    const another = THUMBPRINT.replace('9F', '00');
    await expect(unseal(forMid2, own('mid2-elevated'), another)).rejects.toThrow('about something else');
  });
});

/** What stands in the signed jobs and results among what was seen. */
function payloadsOf(seen: readonly string[]): string[] {
  const tokens = seen.flatMap((text) => [...text.matchAll(/eyJ[\w-]+\.(eyJ[\w-]+)\.[\w-]+/g)]);
  return tokens.map(([, payload = '']) => Buffer.from(payload, 'base64url').toString());
}

function findSealed(seen: readonly string[]): string[] {
  const found = payloadsOf(seen).flatMap((payload) => [...payload.matchAll(/"sealed":"([^"]+)"/g)]);
  return [...new Set(found.map(([, sealed = '']) => sealed))];
}

function recipientOf(sealed: string): string {
  const [header = ''] = sealed.split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString());
  return String(kid);
}
