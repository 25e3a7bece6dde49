import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Job, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { requestHash, signResult } from '../../../src/contracts/trust/signing.ts';
import { callScriptsByHash } from '../../../src/process/bullmq/scripts-by-hash.ts';
import { RunnerKeyFile } from '../../../src/runners/identity/home.ts';
import type { World } from '../world/world.ts';
import { makeCertificate } from './certificate.ts';

/** Claims of a job as its runner reads them. */
const Claims = z.looseObject({
  jti: z.string(),
  run: z.string(),
  step: z.string(),
  do: z.string(),
  attempt: z.number(),
  exp: z.number(),
  input: z.looseObject({
    tenantId: z.string().optional(),
    subject: z.string().optional(),
    challenge: z.string().optional(),
  }),
});
export type SeenJob = z.infer<typeof Claims> & { readonly jws: string; readonly job: Job };

/** What a runner answers: an output, a failure, or anything at all in place of a result. */
export type Reply =
  | { readonly output: unknown }
  | { readonly error: Record<string, unknown> }
  | { readonly raw: unknown }
  | { readonly throws: string };

/** Decides what to answer to a job; undefined: as an honest runner would. */
export type Behaviour = (seen: SeenJob) => Promise<Reply | undefined> | Reply | undefined;

/**
 * A runner that somebody took over: its Redis user, its two keys, and the will to answer whatever they like. By itself it does
 * what is asked, without any PowerShell.
 */
export async function startPuppet(world: World, id: string) {
  const runner = world.runners.find((each) => each.id === id);
  if (!runner) throw new Error(`There is no runner ${id}`);
  const keys = RunnerKeyFile.parse(JSON.parse(readFileSync(join(runner.home, 'keys.json'), 'utf8')));
  const redis = new Redis(world.users.urlOf(id), { maxRetriesPerRequest: null, disableClientInfo: true });
  redis.on('error', () => redis.status);
  const behaviours = new Map<string, Behaviour>();
  const seen: SeenJob[] = [];
  // As the attacker's own worker must: Redis lets its user call scripts and make none.
  const connection = callScriptsByHash(redis.duplicate());
  connection.on('error', () => connection.status);
  const worker = new Worker<{ jws: string }, unknown>(id, (job) => work(job), {
    connection,
    prefix: world.keys.prefix,
    concurrency: 60,
    lockDuration: 10_000,
    stalledInterval: 5_000,
  });
  worker.on('error', () => worker.name);

  async function work(job: Job<{ jws: string }>): Promise<unknown> {
    const { jws } = job.data;
    const claims = Claims.parse(JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString()));
    const asked: SeenJob = { ...claims, jws, job };
    seen.push(asked);
    const label = claims.run.replace(/-\d+$/, '');
    const reply = (await behaviours.get(label)?.(asked)) ?? { output: honest(asked) };
    if ('raw' in reply) return reply.raw;
    if ('throws' in reply) throw new Error(reply.throws);
    return signed(asked, reply);
  }

  /** A result as this runner may sign it. */
  function signed(asked: SeenJob, reply: Reply, changes: Record<string, unknown> = {}): Promise<string> {
    const outcome = 'error' in reply ? { status: 'failed', error: reply.error } : { status: 'done', ...reply };
    const claims: Record<string, unknown> = {
      iss: `runner:${id}`,
      aud: 'orchestrator',
      jti: asked.jti,
      iat: Math.floor(Date.now() / 1000),
      req: requestHash(asked.jws),
      outcome,
      ...changes,
    };
    // The attacker signs what no schema of ours would let through.
    return signResult(Object.assign({}, BLANK, claims), keys.sign);
  }

  return {
    id,
    keys,
    redis,
    seen,
    signed,
    /** From now on the runner does this in the runs of a customer. */
    behave: (label: string, behaviour: Behaviour) => behaviours.set(label, behaviour),
    key: (name: string) => `${world.keys.prefix}:${id}:${name}`,
    async [Symbol.asyncDispose]() {
      await worker.close(true);
      connection.disconnect();
      redis.disconnect();
    },
  };
}
export type Puppet = Awaited<ReturnType<typeof startPuppet>>;

const BLANK: Parameters<typeof signResult>[0] = {
  iss: '',
  aud: 'orchestrator',
  jti: '',
  iat: 0,
  req: '',
  outcome: { status: 'done', output: null },
};

/** What an honest runner answers; members that a step does not have are left out when it is read. */
export function honest(asked: SeenJob): unknown {
  const server = asked.step.split('@')[1] ?? '';
  const account = 'CORP\\svc-mid';
  const proof = { state: 'ok', message: 'It works.' };
  switch (asked.do) {
    case 'check-server':
      return {
        computerName: server.toUpperCase(),
        powerShellVersion: '5.1.20348.2849',
        exchangeModuleVersion: '3.10.1',
        midServices: [{ name: 'snc_mid', account }],
        certificates: [],
        findings: [],
      };
    case 'create-certificate':
      return certificateOutput(makeCertificate(asked.input.subject ?? ''), asked);
    case 'grant-key-access':
      return { account, sid: 'S-1-5-21-1-2-3-1001', changed: true, access: [{ identity: account, rights: 'Read' }] };
    case 'register-in-exchange':
      return { objectId: asked.input['servicePrincipalId'], displayName: asked.input['displayName'], created: true };
    case 'verify-connection':
      return { account, computerName: server.toUpperCase(), token: proof, session: proof, search: proof };
    case 'import-certificate':
      return { thumbprint: asked.input['thumbprint'], imported: true, provider: asked.input['provider'] };
    default:
      return { sealed: 'nothing' };
  }
}

export function certificateOutput(made: ReturnType<typeof makeCertificate>, asked: SeenJob) {
  return {
    thumbprint: made.thumbprint,
    certificate: made.der,
    notBefore: made.notBefore,
    notAfter: made.notAfter,
    provider: 'Microsoft Strong Cryptographic Provider',
    created: true,
    possession: made.prove(asked.input.challenge ?? ''),
    keyBits: made.keyBits,
    signatureAlgorithm: 'sha256RSA',
  };
}
