import { createHmac, hkdfSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { importJWK, SignJWT } from 'jose';
import { z } from 'zod';
import { unpackRun } from '../../../src/runs/records/packing/run.ts';
import type { World } from '../world/world.ts';

/** A private key as a thief reads it out of a file. */
const Stolen = z.looseObject({
  kty: z.string(),
  kid: z.string(),
  d: z.string().exactOptional(),
  k: z.string().exactOptional(),
});
type Stolen = z.infer<typeof Stolen>;

type Doc = Record<string, unknown>;

/**
 * What somebody can make who has the files of one process: everything that its environment names. Nothing of the product's code is
 * used, only what the files hold.
 */
export function thiefOf(plan: { readonly env: Readonly<Record<string, string>> }) {
  const keys = Object.entries(plan.env).flatMap(([name, file]) => {
    if (!/_KEY_FILE/.test(name) || !existsSync(file)) return [];
    const key = Stolen.safeParse(JSON.parse(readFileSync(file, 'utf8')));
    return key.success ? [key.data] : [];
  });
  const signers = keys.filter((key) => key.kty === 'OKP' && key.d);
  const sealer = keys.find((key) => key.kty === 'oct') ?? signers[0];
  return {
    /** Statements signed by every private key that was found, in every guise that is worth trying. */
    async sign(claims: Doc, typ: string): Promise<string[]> {
      return Promise.all(
        signers.map(async (key) =>
          new SignJWT(claims)
            .setProtectedHeader({ alg: 'EdDSA', typ, kid: key.kid })
            .sign(await importJWK(key, 'EdDSA')),
        ),
      );
    },
    /** Changes the record of a run and seals it as exo does. */
    async rewrite(
      world: World,
      run: string,
      change: (doc: Doc & { request: Doc; gate: Doc; steps: (Doc & { id: string })[] }) => void,
    ): Promise<void> {
      const text = (await world.admin.hget(world.keys.run(run), 'doc')) ?? '';
      const doc = JSON.parse(JSON.stringify(unpackRun(JSON.parse(text.slice(text.indexOf('{'))))));
      change(doc);
      await world.admin.hset(world.keys.run(run), 'doc', sealWith(sealer, `run ${run}`, JSON.stringify(doc)));
      await world.admin.zadd(world.keys.redrawNow, Date.now(), run);
    },
    seal: (context: string, text: string) => sealWith(sealer, context, text),
  };
}
export type Thief = ReturnType<typeof thiefOf>;

function sealWith(key: Stolen | undefined, context: string, text: string): string {
  if (!key) throw new Error('the process has no key that seals');
  const material = Buffer.from(key.k ?? key.d ?? '', 'base64url');
  const secret = Buffer.from(hkdfSync('sha256', material, '', 'exo records', 32));
  const mac = createHmac('sha256', secret).update(`${context}\n${text}`).digest('base64url');
  return key.kty === 'oct' ? `${key.kid}.${mac}.${text}` : `${mac}.${text}`;
}

/** Puts a job into a queue as BullMQ would. */
export async function putJob(world: World, queue: string, id: string, name: string, jws: string): Promise<void> {
  const { admin, keys } = world;
  const key = `${keys.prefix}:${queue}:${id}`;
  await admin.del(key);
  const opts = JSON.stringify({ attempts: 1, delay: 0 });
  await admin.hset(key, { data: JSON.stringify({ jws }), name, opts, timestamp: Date.now(), delay: 0, priority: 0 });
  await admin.lpush(`${keys.prefix}:${queue}:wait`, id);
  await admin.zadd(`${keys.prefix}:${queue}:marker`, 0, '0');
}
