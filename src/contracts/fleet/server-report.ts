import { z } from 'zod';
import { Instant, Name, Thumbprint } from '../ids.ts';
import { LIMITS, limitedText } from '../limits.ts';
import type { PublicJwk } from '../trust/keys.ts';
import { type SigningJwk, signStatement, verifyStatement } from '../trust/signing.ts';

const TYPE = 'exo-server-report+jwt';
/** A MID server keeps a certificate or two for each tenant. */
const MOST_CERTIFICATES = 5000;
const MOST_READERS = 50;

const Label = limitedText(LIMITS.name);

/** What the PowerShell module answers about a MID server. */
export const ServerFacts = z.object({
  exchangeModuleVersion: limitedText(40).nullable(),
  /** Those that carry exo's mark and have a private key. */
  certificates: z
    .array(
      z.object({
        thumbprint: Thumbprint,
        /** `missing`: Windows lists a private key that is not there. */
        key: z.enum(['ok', 'missing', 'unknown']),
        /** Accounts that may read the private key; null where that is not known, as in an account's own store. */
        readers: z
          .array(z.object({ sid: z.string().regex(/^S-1-[0-9-]{1,180}$/), identity: Label }))
          .max(MOST_READERS)
          .nullable(),
      }),
    )
    .max(MOST_CERTIFICATES),
});
export type ServerFacts = z.infer<typeof ServerFacts>;

/** The same as a runner says it of its server, with its signature: jobs compares with it what an onboarding left there. */
export const ServerReport = ServerFacts.extend({ runner: Name, at: Instant });
export type ServerReport = z.infer<typeof ServerReport>;

export function signServerReport(report: ServerReport, key: SigningJwk): Promise<string> {
  return signStatement(report, TYPE, key);
}

/** @throws Error when it is not the report of this runner, with its signature */
export async function verifyServerReport(jws: string, runner: string, key: PublicJwk): Promise<ServerReport> {
  const report = ServerReport.parse(await verifyStatement(jws, TYPE, [key]));
  if (report.runner !== runner) throw new Error(`it is the report of ${report.runner}`);
  return report;
}
