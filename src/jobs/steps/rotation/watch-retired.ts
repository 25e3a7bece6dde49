import { needsPerson, StepFailure } from '../../../contracts/errors.ts';
import type { AttachedKey } from '../../../contracts/steps/cloud/rotation.ts';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { Application, applicationById, type KeyCredential } from '../entra/application/application.ts';
import { oursOf, requireOurs } from '../entra/application/ownership.ts';
import { thumbprintOf } from '../entra/certificates/credentials.ts';
import { changeKeys } from '../entra/certificates/key-collection.ts';
import { PROOF_TEXTS, utc, whoAt } from '../entra/certificates/rotation-messages.ts';
import { readSignIns, type SignIn, UNKNOWN_KEY, usedBy } from '../entra/certificates/sign-ins.ts';
import type { Tools } from '../entra/tools.ts';

const PATIENCE_MS = 400 * 86_400_000;

/**
 * Looks for sign-ins that Entra refused for want of a key on our application (AADSTS700027). At the first one the old
 * certificates are put back at once: an integration that stands still is worse than two valid keys.
 */
export async function watchRetired(
  input: StepInput<'watch-retired'>,
  tools: Tools,
): Promise<StepOutput<'watch-retired'>> {
  const { graph } = tools;
  const now = tools.now().getTime();
  const since = new Date(input.since);
  const signIns = await readSignIns(graph, { appId: input.appId, since, errorCode: UNKNOWN_KEY });
  const refused = signIns?.filter((each) => each.errorCode === UNKNOWN_KEY && isOf(each, input)) ?? [];
  const [first] = refused.toSorted((one, other) => one.at - other.at);
  if (first) return restore(input, tools, first);
  const proof = signIns ? 'sign-in-log' : 'person';
  if (now >= Date.parse(input.until)) return { proof, until: input.until };
  const isClose = now < Date.parse(input.closelyUntil);
  throw new StepFailure({
    kind: 'transient',
    code: 'retired-watched',
    message: signIns
      ? 'No sign-in has failed because the old certificate is missing.'
      : 'It is not known whether sign-ins fail because the old certificate is missing.',
    advice: `It can be put back until ${utc(Date.parse(input.until))}; then its private keys are erased (proof: ${PROOF_TEXTS[proof]}).`,
    retryAfterMs: Math.min(isClose ? input.lookCloselyMs : input.lookAgainMs, Date.parse(input.until) - now + 1000),
    budgetMs: PATIENCE_MS,
  });
}

/** A refusal that names another key is somebody else's; one that names none may be ours. */
function isOf(signIn: SignIn, { keys }: StepInput<'watch-retired'>): boolean {
  const isNamed = signIn.keyId !== undefined || signIn.thumbprint !== undefined;
  return !isNamed || usedBy(signIn, keys);
}

async function restore(input: StepInput<'watch-retired'>, tools: Tools, first: SignIn): Promise<never> {
  const application = await tools.graph.get(applicationById(input.applicationId), Application);
  requireOurs(application, oursOf(input, tools));
  const there = application.keyCredentials.map(thumbprintOf);
  const missing = input.keys.filter(({ thumbprint }) => !there.includes(thumbprint));
  for (const key of missing) requireGenuine(key);
  if (missing.length > 0) {
    const { tenantId, applicationId, servicePrincipalId } = input;
    const thumbprints = missing.map(({ thumbprint }) => thumbprint);
    await tools.authorize(
      { kind: 'watch-retired', tenantId, applicationId, servicePrincipalId, thumbprints },
      () => undefined,
    );
    await changeKeys(tools, {
      what: 'the old certificate to appear on the application again',
      application,
      keep: () => true,
      add: missing.map(credentialOf),
      there: thumbprints,
      gone: [],
    });
  }
  const who = whoAt(first.address, input.servers);
  throw needsPerson({
    code: 'old-certificate-restored',
    message: `${who} tried the old certificate on ${utc(first.at)} and was refused; exo put it back on ${utc(tools.now().getTime())}.`,
    advice: 'Enter the new thumbprint in ServiceNow for {tenant}, then say again that ServiceNow uses it.',
  });
}

function credentialOf({ certificate, displayName, keyId }: AttachedKey): KeyCredential {
  return { type: 'AsymmetricX509Cert', usage: 'Verify', key: certificate, displayName, ...(keyId ? { keyId } : {}) };
}

/** The guard is asked about a thumbprint: what is put back must be that certificate. */
function requireGenuine({ certificate, thumbprint }: AttachedKey): void {
  if (thumbprintOf({ key: certificate }) === thumbprint) return;
  throw new StepFailure({
    kind: 'ours',
    code: 'certificate-differs',
    message: `What this run kept of the certificate ${thumbprint} is another certificate, so nothing was put back.`,
    advice: 'Enter the new thumbprint in ServiceNow for {tenant} at once; then find out who can write to Redis.',
  });
}
