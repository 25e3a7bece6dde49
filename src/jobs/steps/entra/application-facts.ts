import type { OtherHolder } from '../../../contracts/approval.ts';
import type { TokenIdentity } from '../../../graph/token-identity.ts';
import { Application, applicationById, applicationByName } from './application.ts';
import { askDeletedApplications } from './deleted-application.ts';
import { askHoldersOfApplication, otherCredentials } from './holders.ts';
import { requireOurs } from './ownership.ts';
import type { Tools } from './tools.ts';

/** Our application together with everybody who can use it. */
export interface ApplicationFacts {
  readonly application: Application;
  readonly isOwner: boolean;
  readonly others: readonly OtherHolder[];
}

/**
 * Reads our application with its holders in one request.
 * @returns undefined while it is not visible
 * @throws StepFailure `application-not-ours` or `application-of-earlier-client`
 */
export async function readApplicationFacts(
  { graph, clientId, now }: Tools,
  applicationId: string,
  identity: TokenIdentity | undefined,
): Promise<ApplicationFacts | undefined> {
  const batch = graph.batch();
  const found = batch.find(applicationById(applicationId), Application);
  const holders = askHoldersOfApplication(batch, applicationId, identity?.oid);
  await batch.send();
  const application = found.value();
  if (!application) return undefined;
  requireOurs(application, clientId);
  const { isOurs, others } = holders();
  return { application, isOwner: isOurs, others: [...otherCredentials('application', application, now()), ...others] };
}

/**
 * Looks for our application by its unique name.
 * @returns its object id; undefined when there is none
 * @throws StepFailure as `readApplicationFacts`, and `application-deleted`
 */
export async function findApplicationId(
  { graph, clientId }: Tools,
  deploymentKey: string,
): Promise<string | undefined> {
  const batch = graph.batch();
  const found = batch.find(applicationByName(deploymentKey), Application);
  const refuseDeleted = askDeletedApplications(batch, deploymentKey, clientId);
  await batch.send();
  const application = found.value();
  if (application) requireOurs(application, clientId);
  else refuseDeleted();
  return application?.id;
}
