import { needsPerson, StepFailure } from '../../../contracts/errors.ts';
import type { AttachedKey } from '../../../contracts/steps/cloud/rotation.ts';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { Application, applicationById, type KeyCredential } from '../entra/application/application.ts';
import { oursOf, requireOurs } from '../entra/application/ownership.ts';
import { isExpired, thumbprintOf } from '../entra/certificates/credentials.ts';
import { days, newCertificateMissing, PROOF_TEXTS, utc, whoAt } from '../entra/certificates/rotation-messages.ts';
import { readUse, type Use } from '../entra/certificates/use.ts';
import type { Tools } from '../entra/tools.ts';

const DAY_MS = 86_400_000;
/** So long before the old certificate ends, whoever still uses it must be told of more loudly. */
const SOON_MS = 5 * DAY_MS;
/** A year is the longest that anybody waits; the certificate ends before. */
const PATIENCE_MS = 400 * DAY_MS;

/** Passes once nobody has used the old certificates for a while; a later look where somebody has. Writes nothing. */
export async function watchUse(input: StepInput<'watch-use'>, tools: Tools): Promise<StepOutput<'watch-use'>> {
  const { graph } = tools;
  const now = tools.now();
  const application = await graph.get(applicationById(input.applicationId), Application);
  requireOurs(application, oursOf(input, tools));
  const attached = application.keyCredentials.filter((each) => !isExpired(each, now));
  const kept = attached.find((each) => thumbprintOf(each) === input.keep);
  if (!kept) throw newCertificateMissing(input.keep);
  const keys = attached.flatMap((each) => asKey(each, input.old));
  const switched = Date.parse(input.since);
  if (keys.length === 0) return { proof: 'person', unusedSince: input.since, keys };

  const window = new Date(Math.max(switched, now.getTime() - input.unusedForMs));
  const keep = { thumbprint: input.keep, keyId: kept.keyId ?? null };
  const use = await readUse(graph, { appId: input.appId, keep, old: keys, since: window });
  const unusedSince = use.last?.at ?? window.getTime();
  if (!use.last && now.getTime() - unusedSince >= input.unusedForMs) {
    return { proof: use.proof, unusedSince: new Date(unusedSince).toISOString(), keys };
  }
  throw stillWatched(input, use, unusedSince, endOf(attached, input.old), now);
}

function asKey(credential: KeyCredential, old: readonly string[]): AttachedKey[] {
  const thumbprint = thumbprintOf(credential);
  if (thumbprint === undefined || !credential.key || !old.includes(thumbprint)) return [];
  const { keyId = null, key: certificate, displayName = null } = credential;
  return [{ thumbprint, keyId, certificate, displayName }];
}

function endOf(attached: readonly KeyCredential[], old: readonly string[]): number {
  const ends = attached
    .filter((each) => old.includes(thumbprintOf(each) ?? ''))
    .map(({ endDateTime }) => Date.parse(endDateTime ?? ''))
    .filter((end) => !Number.isNaN(end));
  return ends.length > 0 ? Math.min(...ends) : Number.POSITIVE_INFINITY;
}

function stillWatched(
  { servers, unusedForMs, lookAgainMs }: StepInput<'watch-use'>,
  { proof, last }: Use,
  unusedSince: number,
  end: number,
  now: Date,
): StepFailure {
  const who = last && whoAt(last.address, servers);
  const used = last && `${who} still used the old certificate on ${utc(last.at)}.`;
  if (used && end - now.getTime() < SOON_MS) {
    return needsPerson({
      code: 'old-certificate-still-used',
      message: `${used} It expires on ${utc(end)}, and ${who === 'Somebody' ? 'that integration' : who} cannot sign in after that.`,
      advice: 'Enter the new thumbprint in ServiceNow for {tenant} and validate the connection there; then Retry.',
    });
  }
  const until = utc(unusedSince + unusedForMs);
  return new StepFailure({
    kind: 'transient',
    code: used ? 'old-certificate-used' : 'old-certificate-watched',
    message: used ?? `Nobody is known to have used the old certificate since ${utc(unusedSince)}.`,
    advice: `It stays until nobody has used it for ${days(unusedForMs)}, which is ${until} at the earliest (proof: ${PROOF_TEXTS[proof]}).`,
    retryAfterMs: Math.min(lookAgainMs, Math.max(unusedSince + unusedForMs - now.getTime(), 1000)),
    budgetMs: PATIENCE_MS,
  });
}
