import type { ApprovalSubject } from '../../../contracts/approval/approval.ts';
import type { ExoConfig } from '../../../process/config/exo-config.ts';
import { isAdoptedBefore } from '../../../runs/approval/adoption.ts';
import type { Run } from '../../../runs/run.ts';
import { hasRoleNow } from './role.ts';

export interface OriginRules {
  /** Application id of the bot's own application. */
  readonly clientId: string;
  /** This process's own configuration. */
  readonly config: ExoConfig;
  /** Whether somebody is an admin now: who else asks to adopt an application is not heard. Rejects with GraphFailure when a group cannot be read. */
  readonly isAdmin: (personId: string) => Promise<boolean>;
}

/**
 * Why an application is not one that anything may be given to, as a phrase. Ours is what our client made; what an earlier
 * client id made only where the approval says so, and where an admin asked for it in this run or it was adopted before.
 */
export async function wrongOrigin(
  run: Run,
  subject: ApprovalSubject,
  { clientId, config, isAdmin }: OriginRules,
): Promise<string[]> {
  const { createdByAppId, adoptedBy } = subject.application;
  if (createdByAppId === clientId && adoptedBy === undefined) return [];
  if (createdByAppId === clientId || adoptedBy !== clientId) return ['the application was not made by this bot'];
  if (!config.application.earlierClientIds.includes(createdByAppId)) {
    return [`application.earlierClientIds does not list ${createdByAppId}, which made the application`];
  }
  if (isAdoptedBefore(run)) return [];
  const { adopt, requester } = run.request;
  if (!adopt) return [`the application was made by ${createdByAppId}, and nobody asked to adopt it`];
  return (await hasRoleNow(requester, isAdmin))
    ? []
    : [`${requester.name} asked to adopt the application and is not an admin`];
}
