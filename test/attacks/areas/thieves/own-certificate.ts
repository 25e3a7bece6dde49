import { ApprovalSubject, hashSubject } from '../../../../src/contracts/approval/approval.ts';
import { possessionChallenge } from '../../../../src/contracts/trust/possession.ts';
import { until } from '../../../support/until.ts';
import { makeCertificate } from '../../attacker/certificate.ts';
import type { stealBot } from '../../attacker/stolen-bot.ts';
import { type Attempt, tried, unless } from '../../attempt.ts';
import { jon } from '../../world/people.ts';
import type { World } from '../../world/world.ts';

/**
 * Everything is as it should be, but no runner made the certificate: it carries the right name and life, its key signs the
 * challenge of the run, and an approval in Jon's name, signed with the bot's key, is about just this certificate.
 */
export function ownCertificate(world: World, { thief, waiting }: ReturnType<typeof stealBot>): Attempt {
  return tried("it approves a certificate of its own in an approver's name", async () => {
    const { customer, run } = await waiting();
    const { der, thumbprint, notBefore, notAfter, keyBits, prove } = makeCertificate(
      `CN=exo-cba ${customer.label}.onmicrosoft.com`,
    );
    const step = 'create-certificate';
    const possession = prove(possessionChallenge({ run, step, attempt: 1, tenantId: customer.id }));
    const about = { thumbprint, notBefore, notAfter, keyBits, signatureAlgorithm: 'sha256RSA' };

    const seen = await world.runs.look(run);
    const before = ApprovalSubject.parse(seen?.gate?.['subject']);
    const subject = { ...before, certificate: { ...about, madeOn: 'mid1' } };
    const now = Date.now();
    const claims = { run, round: 1, subject: hashSubject(subject), decision: 'approve', by: jon };
    const signed = { iss: 'bot', jti: 'own', iat: Math.floor(now / 1000), ...claims };
    const [statement = ''] = await thief.sign(signed, 'exo-decision+jwt');

    await thief.rewrite(world, run, ({ gate, steps }) => {
      const evidence = { subject, round: 1, statement, idToken: null };
      Object.assign(gate, { state: 'approved', subject, planHash: hashSubject(subject), evidence });
      Object.assign(gate, { decidedBy: jon, decidedAt: now });
      for (const each of steps) {
        if (each.id === step)
          Object.assign(each, { output: { ...Object(each['output']), ...about, certificate: der, possession } });
        if (each.id === 'approve-consent') Object.assign(each, { state: 'done', attempt: 1, finishedAt: now });
        if (each.id === 'attach-certificate') Object.assign(each, { state: 'queued', attempt: 1 });
      }
    });
    await world.admin.zadd(world.keys.outbox, now, `execute cloud ${run} attach-certificate 1`);

    const attached = () => world.runs.granted(customer).certificates.some((each) => each === der);
    await until(
      async () => {
        const end = (await world.runs.look(run))?.steps.find(({ id }) => id === 'attach-certificate')?.state;
        return attached() || end === 'failed' || undefined;
      },
      undefined,
      12_000,
    ).catch(() => undefined);
    return unless(attached() && 'it was attached: whoever has its key reads the mail of the tenant');
  });
}
