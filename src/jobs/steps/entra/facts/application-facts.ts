import type { OtherHolder } from '../../../../contracts/approval/approval.ts';
import type { TokenIdentity } from '../../../../graph/sign-in/token-identity.ts';
import { Application, applicationById, applicationByName } from '../application/application.ts';
import { askDeletedApplications } from '../application/deleted-application.ts';
import { type Ours, requireOurs } from '../application/ownership.ts';
import type { Tools } from '../tools.ts';
import { askHoldersOfApplication, otherCredentials } from './holders.ts';

/** Our application together with everybody who can use it. */
export interface ApplicationFacts {
  readonly application: Application;
  readonly isOwner: boolean;
  /** It is ours only once that is approved; until then it is not changed. */
  readonly isAdoptable: boolean;
  readonly others: readonly OtherHolder[];
}

/**
 * Reads our application with its holders in one request.
 * @returns undefined while it is not visible
 * @throws StepFailure `application-not-ours` or `application-of-earlier-client`
 */
export async function readApplicationFacts(
  { graph, now }: Tools,
  applicationId: string,
  ours: Ours,
  identity: TokenIdentity | undefined,
): Promise<ApplicationFacts | undefined> {
  const batch = graph.batch();
  const found = batch.find(applicationById(applicationId), Application);
  const holders = askHoldersOfApplication(batch, applicationId, identity?.oid);
  await batch.send();
  const application = found.value();
  if (!application) return undefined;
  const isAdoptable = requireOurs(application, ours) === 'adoptable';
  const { isOurs, others } = holders();
  return {
    application,
    isOwner: isOurs,
    isAdoptable,
    others: [...otherCredentials('application', application, now()), ...others],
  };
}

/**
 * Looks for our application by its unique name.
 * @returns its object id; undefined when there is none
 * @throws StepFailure as `readApplicationFacts`, and `application-deleted`
 */
export async function findApplicationId(
  { graph }: Tools,
  deploymentKey: string,
  ours: Ours,
): Promise<string | undefined> {
  const batch = graph.batch();
  const found = batch.find(applicationByName(deploymentKey), Application);
  const refuseDeleted = askDeletedApplications(batch, deploymentKey, ours);
  await batch.send();
  const application = found.value();
  if (application) requireOurs(application, ours);
  else refuseDeleted();
  return application?.id;
}
