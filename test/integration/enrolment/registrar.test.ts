import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { fingerprint } from '../../../src/contracts/fleet/enrolment.ts';
import { type RunnerRecord, signRunnerRecord } from '../../../src/contracts/fleet/runner-record.ts';
import {
  type RunnerAnswer,
  type RunnerRequest,
  signRunnerRequest,
} from '../../../src/contracts/fleet/runner-request.ts';
import {
  createSigningKey,
  publicSigningKey,
  type SigningJwk,
  signStatement,
} from '../../../src/contracts/trust/signing.ts';
import { pinnedFingerprint } from '../../../src/process/config/server-groups.ts';
import { RunnerRegistry } from '../../../src/runs/fleet/runner-registry.ts';
import { createRunnerRequests } from '../../../src/runs/fleet/runner-requests.ts';
import { acceptedRecord } from '../../support/accepted-record.ts';
import { ANA_ID, makeConfig } from '../../support/bot-config.ts';
import { createEngine } from '../../support/engine.ts';
import { quietLogger, startTestRegistrar } from '../../support/registrar.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

const RUNNER = 'mid1-elevated';
const ADMIN = { id: MIA.id, name: MIA.name };
const APPROVER = { id: JON.id, name: JON.name };
const OTHER_APPROVER = { id: ANA_ID, name: 'Ana Ruiz' };

type AcceptRequest = Extract<RunnerRequest, { do: 'accept' }>;

let resources: AsyncDisposableStack;
let engine: Awaited<ReturnType<typeof createEngine>>;
let botKey: SigningJwk;
/** What the runner itself left in Redis. */
let left: RunnerRecord;

beforeEach(async () => {
  resources = new AsyncDisposableStack();
  engine = resources.use(await createEngine(inject('redisUrl')));
  botKey = await createSigningKey();
  left = await acceptedRecord(RUNNER);
  await leave(left);
});
afterEach(() => resources.disposeAsync());

function config(pin?: string) {
  const made = makeConfig();
  const roles = { ...made.roles, admin: [{ person: MIA.id, name: MIA.name }] };
  if (!pin) return makeConfig({ roles });
  const [first, ...others] = made.serverGroups['emea']?.servers ?? [];
  return makeConfig({
    roles,
    serverGroups: { emea: { servers: [{ ...first, pins: { elevated: pin } }, ...others] } },
    tenants: {},
  });
}

function start(pin?: string, newestGeneration?: number): void {
  const { redis, keys, seal, signingKey } = engine;
  const options = { redis, keys, seal, orchestratorKey: signingKey, botKey, logger: quietLogger, config: config(pin) };
  resources.use(
    startTestRegistrar({ ...options, ...(newestGeneration ? { newestGeneration: () => newestGeneration } : {}) }),
  );
}

async function leave({ id, server, signKey, sealKey }: RunnerRecord): Promise<void> {
  const request = { id, server, host: 'MID1', signKey, sealKey, proof: 'shown to the bot' };
  await engine.redis.set(engine.keys.enrolment(id), JSON.stringify(request));
}

function acceptance(changes: Partial<AcceptRequest> = {}): AcceptRequest {
  return {
    iss: 'bot',
    jti: randomUUID(),
    iat: Math.floor(Date.now() / 1000),
    do: 'accept',
    runner: RUNNER,
    generation: 1,
    by: APPROVER,
    server: 'mid1',
    signKey: left.signKey,
    sealKey: left.sealKey,
    tokenBy: ADMIN,
    ...changes,
  };
}

function removal(generation: number, by = ADMIN): RunnerRequest {
  const iat = Math.floor(Date.now() / 1000);
  return { iss: 'bot', jti: randomUUID(), iat, do: 'remove', runner: RUNNER, generation, by };
}

async function ask(request: RunnerRequest, key = botKey): Promise<RunnerAnswer> {
  const requests = createRunnerRequests(engine.redis, engine.keys, engine.records);
  await requests.push(await signRunnerRequest(request, key));
  return until(() => requests.answerTo(request.jti));
}

async function accepted(): Promise<RunnerRecord | undefined> {
  return engine.runners.get(RUNNER);
}

describe('the jobs process accepts a runner', () => {
  it('on a signed request, when an approver accepts what an admin gave the token for', async () => {
    start();

    expect(await ask(acceptance())).toEqual({ done: true });

    expect(await accepted()).toMatchObject({ signKey: left.signKey, generation: 1, acceptedBy: APPROVER });
    expect(await engine.redis.exists(engine.keys.enrolment(RUNNER))).toBe(0);
  });

  it('with the pinned fingerprint', async () => {
    start(fingerprint(left));

    expect(await ask(acceptance())).toEqual({ done: true });
  });

  it.each<[string, string, () => Partial<AcceptRequest>]>([
    ['by who gave the token', 'own-token', () => ({ by: ADMIN })],
    ['by somebody who is no approver', 'not-allowed', () => ({ by: { id: LEE.id, name: LEE.name } })],
    ['with a token of somebody who is no admin', 'not-allowed', () => ({ tokenBy: OTHER_APPROVER })],
    ['that stands in no server group', 'not-configured', () => ({ runner: 'mid9-elevated', server: 'mid9' })],
    ['of another server than the configuration says', 'not-configured', () => ({ server: 'mid2' })],
    ['asked for 16 minutes ago', 'outdated', () => ({ iat: Math.floor(Date.now() / 1000) - 16 * 60 })],
    ['asked for in the future', 'outdated', () => ({ iat: Math.floor(Date.now() / 1000) + 300 })],
    ['under a generation that is not the next', 'changed', () => ({ generation: 2 })],
  ])('never one %s', async (_what, why, changes) => {
    start();

    expect(await ask(acceptance(changes()))).toEqual({ done: false, why });
    expect(await accepted()).toBeUndefined();
  });

  it('never with keys that the runner itself did not leave', async () => {
    start();
    const { signKey, sealKey } = await acceptedRecord(RUNNER);

    expect(await ask(acceptance({ signKey, sealKey }))).toEqual({ done: false, why: 'changed' });
  });

  it('never against its pin, whatever chat, bot and Redis say', async () => {
    start('0000 0000 0000 0000 0000 0000 0000 0000');

    expect(await ask(acceptance())).toEqual({ done: false, why: 'pinned' });
    expect(await accepted()).toBeUndefined();
  });

  it('never on the word of another key than the bot, and goes on with the next request', async () => {
    start();
    const requests = createRunnerRequests(engine.redis, engine.keys, engine.records);
    const forged = acceptance({ jti: randomUUID() });

    await requests.push(await signRunnerRequest(forged, await createSigningKey()));
    await requests.push('nonsense');
    const own = await ask(acceptance({ by: ADMIN }));

    expect(own).toEqual({ done: false, why: 'own-token' });
    expect(await requests.answerTo(forged.jti)).toBeUndefined();
    expect(await requests.waiting()).toEqual([]);
    expect(await accepted()).toBeUndefined();
  });
});

describe('a removed runner', () => {
  it('stays removed when its old record or the request that accepted it is put back', async () => {
    start();
    const request = acceptance();
    await ask(request);
    const old = (await engine.redis.hget(engine.keys.runners, RUNNER)) ?? '';

    expect(await ask(removal(2))).toEqual({ done: true });
    expect(await accepted()).toBeUndefined();

    await leave(left);
    await engine.redis.del(engine.keys.answer(request.jti));
    expect(await ask(request)).toEqual({ done: false, why: 'changed' });

    // All of Redis as it was before the acceptance: the audit log remembers the request.
    await engine.redis.hdel(engine.keys.runners, RUNNER);
    await engine.redis.del(engine.keys.answer(request.jti));
    expect(await ask(request)).toEqual({ done: false, why: 'outdated' });

    await engine.redis.hset(engine.keys.runners, RUNNER, old);
    const { redis, keys, signingKey } = engine;
    const knowing = new RunnerRegistry(redis, keys, [publicSigningKey(signingKey)], quietLogger, {
      newestGeneration: () => 2,
    });
    expect(await knowing.get(RUNNER)).toBeUndefined();
    expect(await knowing.generation(RUNNER)).toBe(2);
  });

  it('is removed by an admin alone', async () => {
    start();
    await ask(acceptance());

    expect(await ask(removal(2, APPROVER))).toEqual({ done: false, why: 'not-allowed' });
    expect(await accepted()).toBeDefined();
  });

  it('can be accepted again, as the next generation', async () => {
    start();
    await ask(acceptance());
    await ask(removal(2));
    left = await acceptedRecord(RUNNER);
    await leave(left);

    expect(await ask(acceptance({ generation: 3 }))).toEqual({ done: true });
    expect(await accepted()).toMatchObject({ generation: 3, signKey: left.signKey });
  });
});

describe('whoever reads the records of runners', () => {
  it('believes a pinned runner with the pinned keys only, even where the orchestrator signed others', async () => {
    const { redis, keys, signingKey } = engine;
    const pinned = await acceptedRecord(RUNNER);
    const pin = (id: string) => pinnedFingerprint(config(fingerprint(pinned)).serverGroups, id);
    const registry = new RunnerRegistry(redis, keys, [publicSigningKey(signingKey)], quietLogger, { pin });

    await registry.write(await acceptedRecord(RUNNER), signingKey);
    expect(await registry.get(RUNNER)).toBeUndefined();

    await registry.write(pinned, signingKey);
    expect(await registry.get(RUNNER)).toMatchObject({ id: RUNNER });
  });

  it('believes no record that the bot signed', async () => {
    await engine.redis.hset(engine.keys.runners, RUNNER, await signRunnerRecord(left, botKey));

    expect(await engine.runners.all()).toEqual(new Map());
  });

  it('reads the records of the first release', async () => {
    const { v: _, generation: __, acceptedBy, ...first } = left;
    const jws = await signStatement({ ...first, acceptedBy: acceptedBy.name }, 'exo-runner+jwt', engine.signingKey);
    await engine.redis.hset(engine.keys.runners, RUNNER, jws);

    expect(await accepted()).toMatchObject({ v: 2, generation: 0, acceptedBy: { id: '', name: JON.name } });
  });
});
