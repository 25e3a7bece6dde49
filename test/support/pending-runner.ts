import { fingerprint, proveToken } from '../../src/contracts/fleet/enrolment.ts';
import { createSealingKey, publicSealingKey } from '../../src/contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey } from '../../src/contracts/trust/signing.ts';
import { Enrolments } from '../../src/runs/fleet/enrolments.ts';
import type { Person } from '../../src/runs/run.ts';
import type { BotWorld } from './bot.ts';

/** A runner that made its keys with a token of this person and waits to be accepted: what the button carries. */
export async function pendingRunner(world: BotWorld, id: string, addedBy: Person) {
  const { redis, keys, botKey, orchestratorKey, records } = world;
  const own = { bot: [botKey], orchestrator: [publicSigningKey(orchestratorKey)] } as const;
  const enrolments = new Enrolments(redis, keys, own, records, () => Date.now());
  const server = id.split('-')[0] ?? id;
  const token = await enrolments.giveToken(
    { id, server, capabilities: ['elevated'] },
    keys.prefix.slice(1, -1),
    addedBy,
  );
  const made = {
    signKey: publicSigningKey(await createSigningKey()),
    sealKey: publicSealingKey(await createSealingKey()),
  };
  const request = { id, server, host: server.toUpperCase(), ...made };
  await redis.set(keys.enrolment(id), JSON.stringify({ ...request, proof: proveToken(token.secret, request) }));
  return { runner: id, fingerprint: fingerprint(made) };
}
