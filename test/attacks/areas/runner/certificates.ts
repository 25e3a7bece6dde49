import { createHash } from 'node:crypto';
import { until } from '../../../support/until.ts';
import { makeCertificate } from '../../attacker/certificate.ts';
import { certificateOutput, type SeenJob, startPuppet } from '../../attacker/puppet.ts';
import { type Area, type Attempt, HELD, reached, tried } from '../../attempt.ts';
import { jon } from '../../world/people.ts';
import { summary } from '../../world/runs.ts';
import type { Customer, World } from '../../world/world.ts';

type Output = Record<string, unknown>;

/** The primary MID server's runner was taken over and hands in a certificate that nobody asked for. */
export const certificates: Area = {
  name: 'certificates',
  async prepare(world) {
    const puppet = await startPuppet(world, 'mid9-elevated');
    const connect = await startPuppet(world, 'mid9-connect');
    const hands = (what: string, make: (asked: SeenJob) => Output): Attempt =>
      tried(what, async () => {
        const customer = world.customer('hostile');
        puppet.behave(customer.label, (asked) =>
          asked.do === 'create-certificate' ? { output: make(asked) } : undefined,
        );
        const run = await world.runs.onboard(customer);
        return (await endsAttached(world, customer, run)) ? reached('it was attached to the application') : HELD;
      });
    const made = (
      what: string,
      changes: Parameters<typeof makeCertificate>[1],
      more: (made: Output) => Output = (each) => each,
    ) => hands(what, (asked) => more(certificateOutput(makeCertificate(String(asked.input.subject), changes), asked)));
    const claims = (keyBits: number) => (each: Output) => ({ ...each, keyBits, signatureAlgorithm: 'sha256RSA' });
    return {
      together: true,
      attempts: [
        made('a key of 1024 bits', { bits: 1024 }),
        made('a key of 1024 bits that is called one of 2048', { bits: 1024 }, claims(2048)),
        made('a certificate signed with SHA-1', { hash: 'sha1' }, claims(2048)),
        made('a certificate signed with MD5', { hash: 'md5' }, claims(2048)),
        made('a certificate that is valid to 2126', { days: 36_500 }),
        made('a certificate that is called one of a year and valid to 2126', { days: 36_500 }, (each) => ({
          ...each,
          notAfter: new Date(Date.now() + 300 * 86_400_000).toISOString(),
        })),
        made('a certificate that has expired', { fromDays: -400, days: 365 }),
        made('a certificate that begins in a year', { fromDays: 365 }),
        made('a certificate without proof that its key is there', {}, (each) => ({ ...each, possession: '' })),
        made('a proof that another key signed', {}, (each) => ({
          ...each,
          possession: makeCertificate('CN=x').prove('x'),
        })),
        hands('a proof of an earlier run', (asked) => {
          const certificate = makeCertificate(String(asked.input.subject));
          const earlier = String(asked.input.challenge).replace(/-\d+\n/, '-0\n');
          return { ...certificateOutput(certificate, asked), possession: certificate.prove(earlier) };
        }),
        hands('a certificate of another subject', (asked) => certificateOutput(makeCertificate('CN=attacker'), asked)),
        hands("another tenant's certificate", (asked) => {
          const theirs = world.entra.state.tenants.flatMap((each) =>
            each.applications.flatMap((app) => app.keyCredentials),
          );
          const key = theirs.find((each) => each.key)?.key ?? makeCertificate('CN=other').der;
          const thumbprint = thumbprintOf(key);
          return {
            ...certificateOutput(makeCertificate(String(asked.input.subject)), asked),
            certificate: key,
            thumbprint,
          };
        }),
        hands('a certificate under the thumbprint of another', (asked) => ({
          ...certificateOutput(makeCertificate(String(asked.input.subject)), asked),
          thumbprint: 'A'.repeat(40),
        })),
        hands('bytes that are no certificate', (asked) => ({
          ...certificateOutput(makeCertificate(String(asked.input.subject)), asked),
          certificate: Buffer.from('no certificate').toString('base64'),
        })),
        tried('another certificate after the approval', async () => {
          const customer = world.customer('hostile');
          const run = await world.runs.onboard(customer);
          await world.runs.untilAsked(customer);
          const first = certificateIn(await world.runs.look(run));
          // The record of the run is the attacker's to guess at only through results: it answers the same job again.
          const asked = puppet.seen.find((each) => each.run === run && each.do === 'create-certificate');
          if (!asked) throw new Error('the certificate was not asked for before the approval');
          const again = certificateOutput(makeCertificate(String(asked.input.subject)), asked);
          const value = JSON.stringify(await puppet.signed(asked, { output: again }));
          await puppet.redis.hset(puppet.key(asked.jti), { returnvalue: value, finishedOn: Date.now() });
          await world.runs.decide(customer, 'approve', jon);
          await endsAttached(world, customer, run);
          const attached = world.runs.granted(customer).certificates.map(thumbprintOf);
          const other = attached.find((each) => each !== first);
          return other ? reached(`${other} was attached`) : HELD;
        }),
      ],
      async control() {
        const customer = world.customer('hostile');
        const run = await world.runs.onboard(customer);
        const attached = await endsAttached(world, customer, run);
        await puppet[Symbol.asyncDispose]();
        await connect[Symbol.asyncDispose]();
        if (!attached) throw new Error('a right certificate is not attached');
      },
    };
  },
};

/** Lets Jon approve when he is asked, and waits until the certificate is attached or the run stops. */
async function endsAttached(world: World, customer: Customer, run: string): Promise<boolean> {
  const isAttached = () => customer.tenant.applications.some(({ keyCredentials }) => keyCredentials.length > 0);
  let approved = false;
  await until(
    async () => {
      const now = await world.runs.look(run);
      if (now?.gate?.state === 'open' && !approved && world.runs.approvalCard(customer)) {
        approved = true;
        await world.runs.decide(customer, 'approve', jon);
      }
      const stopped = now?.steps.find(({ id }) => /^(create|attach)-certificate/.test(id) && isStopped(now, id));
      return isAttached() || stopped || now?.state === 'finished' || undefined;
    },
    async () => summary(run, await world.runs.look(run)),
    30_000,
  );
  return isAttached();
}

function isStopped(run: { steps: readonly { id: string; state: string }[] }, id: string): boolean {
  return run.steps.some((step) => step.id === id && step.state === 'failed');
}

function certificateIn(run: { steps: readonly { id: string; output?: unknown }[] } | undefined): string | undefined {
  const output = run?.steps.find(({ id }) => id === 'create-certificate')?.output;
  return typeof output === 'object' && output !== null && 'thumbprint' in output
    ? String(output.thumbprint)
    : undefined;
}

function thumbprintOf(der: string): string {
  return createHash('sha1').update(Buffer.from(der, 'base64')).digest('hex').toUpperCase();
}
