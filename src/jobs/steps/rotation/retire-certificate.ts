import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { thumbprintOf } from '../entra/certificates/credentials.ts';
import { changeKeys } from '../entra/certificates/key-collection.ts';
import { newCertificateMissing } from '../entra/certificates/rotation-messages.ts';
import { askFacts } from '../entra/facts/facts.ts';
import type { Tools } from '../entra/tools.ts';

/** Takes the old certificates off the application; nobody is ever left without the new one. */
export async function retireCertificate(
  input: StepInput<'retire-certificate'>,
  tools: Tools,
): Promise<StepOutput<'retire-certificate'>> {
  const { graph } = tools;
  const identity = await graph.identity();
  const batch = graph.batch();
  const readFacts = askFacts(batch, input, identity?.oid);
  await batch.send();
  const { application } = readFacts(tools);
  const old = input.keys.map(({ thumbprint }) => thumbprint);
  const there = application.keyCredentials.map(thumbprintOf);
  if (!there.includes(input.keep)) throw newCertificateMissing(input.keep);
  if (!old.some((thumbprint) => there.includes(thumbprint)))
    return { changed: false, retired: old, at: tools.now().toISOString() };
  const { tenantId, applicationId, servicePrincipalId } = input;
  await tools.authorize(
    { kind: 'retire-certificate', tenantId, applicationId, servicePrincipalId, thumbprints: old },
    () => undefined,
  );
  await changeKeys(tools, {
    what: 'the old certificate to disappear from the application',
    application,
    keep: (credential) => !old.includes(thumbprintOf(credential) ?? ''),
    add: [],
    there: [input.keep],
    gone: old,
  });
  return { changed: true, retired: old, at: tools.now().toISOString() };
}
