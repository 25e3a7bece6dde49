import type { Registry } from 'prom-client';
import { showOwnCertificate } from '../../process/metrics/own-certificate.ts';
import { certificateCondition } from '../../process/readiness/certificate.ts';
import type { Condition } from '../../process/readiness/condition.ts';
import type { Readiness } from '../../process/readiness/readiness.ts';

export const BOT_CERTIFICATE = 'bot-certificate';
const RENEW =
  'Make a new certificate, add it to the application of the Azure Bot, and replace the file of MicrosoftAppCertificatePath.';

/** How long the certificate is good for that the bot signs in with. @param now milliseconds since 1970 */
export function ownCertificate(path: string, now: number): Condition {
  return certificateCondition('The certificate of the bot', path, RENEW, now);
}

export function watchOwnCertificate(readiness: Readiness, registry: Registry, path: string, now: () => number): void {
  readiness.probe({
    name: BOT_CERTIFICATE,
    everyMs: 45_000,
    againMs: 10_000,
    late: { says: `${path} cannot be read.`, advice: RENEW },
    ask: async () => ownCertificate(path, now()),
  });
  showOwnCertificate(registry, BOT_CERTIFICATE, path, now);
}
