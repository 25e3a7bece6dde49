import { z } from 'zod';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { Application, applicationById } from '../entra/application/application.ts';
import { oursOf, requireMadeByUs } from '../entra/application/ownership.ts';
import { DELETED_APPLICATIONS, DeletedApplication, removeIfThere } from '../entra/application/removed.ts';
import { unlessGone } from '../entra/gone.ts';
import { readBack } from '../entra/read-back.ts';
import type { Tools } from '../entra/tools.ts';

type Output = StepOutput<'delete-application'>;

/** https://learn.microsoft.com/graph/api/application-delete */
const KEPT_MS = 30 * 86_400_000;

/**
 * Takes keys and secrets off our application and deletes it: whoever restores it within 30 days gets it back without a way
 * in. The enterprise application goes with it.
 */
export async function deleteApplication(input: StepInput<'delete-application'>, tools: Tools): Promise<Output> {
  const { graph } = tools;
  const { tenantId, applicationId, servicePrincipalId } = input;
  const application = await unlessGone(tools, () => graph.find(applicationById(applicationId), Application));
  if (!application)
    return { applicationId, deleted: false, restorableUntil: await restorableUntil(applicationId, tools) };
  requireMadeByUs(application, oursOf(input, tools));
  await tools.authorize({ kind: 'delete-application', tenantId, applicationId, servicePrincipalId });
  if (application.keyCredentials.length > 0) {
    await graph.patch(`/applications/${applicationId}`, { keyCredentials: [] });
  }
  for (const { keyId } of application.passwordCredentials) {
    if (keyId) await graph.post(`/applications/${applicationId}/removePassword`, { keyId }, z.unknown());
  }
  await removeIfThere(graph, `/applications/${applicationId}`);
  await readBack(tools, {
    what: 'the application to disappear',
    read: async () => ({ found: await graph.find(applicationById(applicationId), Application) }),
    good: ({ found }) => found === undefined,
    times: 3,
  });
  return { applicationId, deleted: true, restorableUntil: await restorableUntil(applicationId, tools) };
}

async function restorableUntil(id: string, { graph, now }: Tools): Promise<string | null> {
  const all = await graph.getAll(DELETED_APPLICATIONS, DeletedApplication);
  const found = all.find((each) => each.id === id);
  if (!found) return null;
  const deleted = found.deletedDateTime ? Date.parse(found.deletedDateTime) : now().getTime();
  return new Date(deleted + KEPT_MS).toISOString();
}
