import { X509Certificate } from 'node:crypto';
import { needsPerson, StepFailure } from '../../../contracts/errors.ts';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { Application, applicationById } from '../entra/application/application.ts';
import { checkCertificate } from '../entra/certificates/certificate-checks.ts';
import { credentialName, isExpired, thumbprintOf } from '../entra/certificates/credentials.ts';
import { droppedKeys, putBack } from '../entra/certificates/dropped-keys.ts';
import { askFacts, unchanged } from '../entra/facts/facts.ts';
import { freshly } from '../entra/facts/seen.ts';
import { writeThenRead } from '../entra/read-back.ts';
import type { Tools } from '../entra/tools.ts';

/**
 * Puts the public part of the certificate on the application, when it is what was asked for; every other credential that
 * is valid stays.
 */
export async function attachCertificate(
  input: StepInput<'attach-certificate'>,
  tools: Tools,
): Promise<StepOutput<'attach-certificate'>> {
  const { graph } = tools;
  const certificate = readCertificate(input, tools.now());
  const validUntil = certificate.validToDate.toISOString();
  if (freshly(input.seenAttached, tools.now())) return { changed: false, pruned: [], validUntil };
  const identity = await graph.identity();
  const batch = graph.batch();
  const readFacts = askFacts(batch, input, identity?.oid);
  await batch.send();
  const facts = readFacts(tools);
  const { application } = facts;
  if (holds(application, input.thumbprint)) return { changed: false, pruned: [], validUntil };
  checkCertificate(certificate, { ...input, run: tools.job.run }, tools.now());
  await tools.authorize({ kind: 'attach-certificate', ...input }, unchanged(facts, tools.now()));

  // Entra refuses a change that carries an expired key. The collection is replaced as a whole.
  const kept = application.keyCredentials.filter((credential) => !isExpired(credential, tools.now()));
  const pruned = application.keyCredentials.filter((credential) => !kept.includes(credential));
  const added = {
    type: 'AsymmetricX509Cert',
    usage: 'Verify',
    key: input.certificate,
    displayName: credentialName(input.thumbprint),
  };
  const { written: dropped, read: shown } = await writeThenRead(tools, {
    what: 'the certificate to appear on the application',
    write: (each) => {
      const before = each.get(applicationById(application.id), Application);
      const reply = each.patch(`/applications/${application.id}`, { keyCredentials: [...kept, added] });
      return () => {
        const { keyCredentials } = before.value();
        reply.value();
        return droppedKeys(keyCredentials, application.keyCredentials, input.thumbprint, tools.now());
      };
    },
    look: (each) => each.get(applicationById(application.id), Application).value,
    good: (each) => holds(each, input.thumbprint),
    times: 3,
  });
  if (dropped.length > 0) await putBack(tools, shown, dropped);
  return { changed: true, pruned: pruned.flatMap((credential) => thumbprintOf(credential) ?? []), validUntil };
}

function holds(application: Application, thumbprint: string): boolean {
  return application.keyCredentials.some((credential) => thumbprintOf(credential) === thumbprint);
}

function readCertificate(input: StepInput<'attach-certificate'>, now: Date): X509Certificate {
  const certificate = parseCertificate(input.certificate);
  if (certificate?.fingerprint.replaceAll(':', '') !== input.thumbprint) {
    throw new StepFailure({
      kind: 'ours',
      code: 'certificate-differs',
      message: 'The certificate that {primary} returned is not the one with the announced thumbprint.',
      advice:
        'Nothing was attached: cancel this run and start a new one, which asks {primary} again; if it happens again, report it to whoever maintains exo.',
    });
  }
  if (certificate.validToDate <= now) {
    throw needsPerson({
      code: 'certificate-expired',
      message: 'The certificate has expired.',
      advice: 'Cancel this run and start a new one, which makes a new certificate on {primary}.',
    });
  }
  return certificate;
}

function parseCertificate(base64: string): X509Certificate | undefined {
  try {
    return new X509Certificate(Buffer.from(base64, 'base64'));
  } catch {
    // Not a certificate at all: the caller stops with `certificate-differs`.
    return undefined;
  }
}
