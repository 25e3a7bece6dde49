import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { until } from '../../../support/until.ts';
import { thiefOf } from '../../attacker/forge.ts';
import { type Area, type Attempt, HELD, reached, tried, unless } from '../../attempt.ts';
import { PINNED_RUNNER } from '../../world/landscape.ts';
import { ada, jon, kim, mia } from '../../world/people.ts';
import type { World } from '../../world/world.ts';

const WATCH_MS = 2500;

/** Somebody who can write to Redis, or has the files of the bot's host too, puts keys of their own in a runner's place. */
export const runnerKeys: Area = {
  name: 'runner keys',
  async prepare(world) {
    const { admin, keys } = world;
    const thief = thiefOf(world.plans.bot);
    const own = await generateKeyPair('EdDSA', { extractable: true });
    const signKey = { ...(await exportJWK(own.publicKey)), kid: 'attacker' };
    const sealing = await exportJWK((await generateKeyPair('ECDH-ES', { crv: 'P-256', extractable: true })).publicKey);
    const sealKey = { ...sealing, kid: 'attacker' };
    const signOwn = (claims: Record<string, unknown>, typ: string) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ, kid: 'attacker' }).sign(own.privateKey);

    /** Whether the orchestrator has let the attacker's keys in. */
    const letIn = async (runner: string) => {
      const payload = ((await admin.hget(keys.runners, runner)) ?? '').split('.')[1] ?? '';
      return Buffer.from(payload, 'base64url').toString().includes(String(signKey.x));
    };
    const request = (changes: Record<string, unknown>) => ({
      iss: 'bot',
      jti: crypto.randomUUID(),
      iat: Math.floor(Date.now() / 1000),
      do: 'accept',
      runner: 'mid7-connect',
      server: 'mid7',
      generation: 1,
      by: jon,
      tokenBy: ada,
      signKey,
      sealKey,
      ...changes,
    });
    /** A request with the bot's key; the attacker's keys lie where a runner that enrols leaves its own. */
    const asks = (what: string, changes: Record<string, unknown>, how: 'bot' | 'own' = 'bot'): Attempt =>
      tried(what, async () => {
        const asked = request(changes);
        const runner = String(asked['runner']);
        for (const generation of 'generation' in changes ? [asked.generation] : [0, 1, 2, 3]) {
          const enrolment = { id: runner, server: asked.server, host: 'x', signKey, sealKey, proof: 'x' };
          await admin.set(keys.enrolment(runner), JSON.stringify(enrolment));
          const claims = { ...asked, generation, jti: crypto.randomUUID() };
          const type = 'exo-runner-request+jwt';
          const signed = how === 'own' ? [await signOwn(claims, type)] : await thief.sign(claims, type);
          for (const statement of signed) await admin.rpush(`${keys.prefix}:requests`, statement);
        }
        await until(async () => (await letIn(runner)) || undefined, undefined, WATCH_MS).catch(() => undefined);
        const got = await letIn(runner);
        await admin.del(keys.enrolment(runner));
        return unless(got && 'the orchestrator signed its keys');
      });

    return {
      attempts: [
        asks('a request that a key of the attacker signed', {}, 'own'),
        asks("a request in the name of somebody without a role, with the bot's key", { by: kim }),
        asks("a request in a requester's name, with the bot's key", { by: mia }),
        asks("a request whose token no admin gave, with the bot's key", { tokenBy: mia }),
        asks("a request of one person alone, with the bot's key", { by: ada, tokenBy: ada }),
        asks("a request of yesterday, with the bot's key", { iat: Math.floor(Date.now() / 1000) - 86_400 }),
        asks("a request of an earlier generation, with the bot's key", { generation: 0 }),
        asks("a request for a runner that is not configured, with the bot's key", {
          runner: 'mid8-connect',
          server: 'mid8',
        }),
        asks("a request for a pinned runner, with the bot's key", { runner: PINNED_RUNNER, server: 'mid5' }),
        asks("a request for a runner of another server, with the bot's key", {
          runner: 'mid7-connect',
          server: 'mid1',
        }),
        tried('a record that the attacker signed', async () => {
          const record = {
            v: 2,
            id: 'mid7-elevated',
            server: 'mid7',
            signKey,
            sealKey,
            generation: 9,
            acceptedBy: jon,
            acceptedAt: new Date().toISOString(),
          };
          return slips(world, 'mid7-elevated', await signOwn(record, 'exo-runner+jwt'));
        }),
        tried("a record that the bot's key signed", async () => {
          const acceptedAt = new Date().toISOString();
          const record = {
            v: 2,
            id: 'mid7-elevated',
            server: 'mid7',
            signKey,
            sealKey,
            generation: 9,
            acceptedBy: jon,
            acceptedAt,
          };
          return slips(world, 'mid7-elevated', (await thief.sign(record, 'exo-runner+jwt'))[0] ?? '');
        }),
        tried('a record without a signature', () => {
          const text = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
          return slips(
            world,
            'mid7-elevated',
            `${text({ alg: 'none', typ: 'exo-runner+jwt' })}.${text({ id: 'mid7-elevated', signKey })}.`,
          );
        }),
        tried("another runner's record", async () =>
          slips(world, 'mid7-elevated', (await admin.hget(keys.runners, 'mid1-elevated')) ?? ''),
        ),
        tried("a removed runner's old record is put back", async () => {
          const old = (await admin.hget(keys.runners, 'mid7-elevated')) ?? '';
          await world.chat.say(ada, 'runner remove mid7', { conversation: `19:${crypto.randomUUID()}@thread.tacv2` });
          await until(
            async () => (await admin.hget(keys.runners, 'mid7-elevated')) !== old || undefined,
            () => 'it is not removed',
            10_000,
          );
          return slips(world, 'mid7-elevated', old, false);
        }),
        tried('a runner is told of a new orchestrator key by the attacker', () => announces(world, [signOwn])),
        tried("a runner is told of a new orchestrator key with the bot's key", () =>
          announces(world, [async (claims, typ) => (await thief.sign(claims, typ))[0] ?? '']),
        ),
      ],
    };

    async function announces(_: World, signers: ((claims: Record<string, unknown>, typ: string) => Promise<string>)[]) {
      const home = world.runners.find(({ id }) => id === 'mid1-elevated')?.home ?? '';
      for (const sign of signers) {
        for (const typ of [
          'exo-announcement+jwt',
          'exo-key-announcement+jwt',
          'exo-orchestrator-key+jwt',
          'exo-runner+jwt',
        ]) {
          const claims = {
            iss: 'orchestrator',
            key: signKey,
            next: signKey,
            orchestratorKey: signKey,
            iat: Math.floor(Date.now() / 1000),
          };
          await admin.set(`${keys.prefix}:mid1-elevated:announcement`, await sign(claims, typ));
          await pause(400);
        }
      }
      await pause(WATCH_MS);
      const file = readFileSync(join(home, 'runner.json'), 'utf8');
      await admin.del(`${keys.prefix}:mid1-elevated:announcement`);
      return file.includes(String(signKey.x)) ? reached('the runner follows it') : HELD;
    }
  },
};

/**
 * Puts a record in a runner's place and asks exo who is let in.
 * @param back whether the right record comes back afterwards
 */
async function slips(world: World, runner: string, record: string, back = true) {
  const { admin, keys } = world;
  const right = (await admin.hget(keys.runners, runner)) ?? '';
  await admin.hset(keys.runners, runner, record);
  const customer = world.customer('away');
  const run = await world.runs.onboard(customer);
  const step = await until(
    async () =>
      (await world.runs.look(run))?.steps.find(({ id, state }) => id === 'check-server@mid7' && state !== 'waiting'),
    undefined,
    8000,
  );
  await pause(700);
  const now = (await world.runs.look(run))?.steps.find(({ id }) => id === step.id);
  if (back) await admin.hset(keys.runners, runner, right);
  return unless(now?.state !== 'failed' && `work is given to it (${now?.state})`);
}
