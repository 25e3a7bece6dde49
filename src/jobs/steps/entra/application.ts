import { z } from 'zod';
import type { StepFailure } from '../../../contracts/errors.ts';
import { Guid, Instant } from '../../../contracts/ids.ts';
import type { TenantGraph } from '../../../graph/client.ts';
import { literal, withQuery } from '../../../graph/odata.ts';
import { needsPerson } from './stop.ts';

const UNIQUE_NAME_PREFIX = 'exo-cba-';
const OWNER_TAG_PREFIX = 'exo-bot:';
/** Written beside the owner tag: finds the applications of every deployment. */
const FAMILY_TAG = 'exo-bot';

const ResourceAccess = z.object({
  resourceAppId: Guid,
  resourceAccess: z.array(z.object({ id: Guid, type: z.string() })),
});

/** Entries are sent back as they were read when a certificate is added, so unknown properties stay. */
export const KeyCredential = z.looseObject({
  keyId: z.string().nullish(),
  customKeyIdentifier: z.string().nullish(),
  displayName: z.string().nullish(),
  endDateTime: Instant.nullish(),
});
export type KeyCredential = z.infer<typeof KeyCredential>;

const PasswordCredential = z.object({
  keyId: z.string().nullish(),
  displayName: z.string().nullish(),
  hint: z.string().nullish(),
  endDateTime: Instant.nullish(),
});

export const Application = z.object({
  id: Guid,
  appId: Guid,
  displayName: z.string().nullish(),
  uniqueName: z.string().nullish(),
  signInAudience: z.string().nullish(),
  createdDateTime: Instant.nullish(),
  createdByAppId: Guid.nullish(),
  tags: z.array(z.string()).default([]),
  requiredResourceAccess: z.array(ResourceAccess).default([]),
  web: z.object({ redirectUris: z.array(z.string()).default([]) }).nullish(),
  keyCredentials: z.array(KeyCredential).default([]),
  passwordCredentials: z.array(PasswordCredential).default([]),
});
export type Application = z.infer<typeof Application>;

const $select =
  'id,appId,displayName,uniqueName,signInAudience,createdDateTime,createdByAppId,tags,requiredResourceAccess,web,keyCredentials,passwordCredentials';

export function uniqueName(deploymentKey: string): string {
  return `${UNIQUE_NAME_PREFIX}${deploymentKey}`;
}

export function ownerTags(deploymentKey: string): string[] {
  return [FAMILY_TAG, `${OWNER_TAG_PREFIX}${deploymentKey}`];
}

export function pathByUniqueName(deploymentKey: string): string {
  return `/applications(uniqueName=${literal(uniqueName(deploymentKey))})`;
}

/**
 * The application of this deployment; undefined when there is none.
 * @throws StepFailure `application-not-ours` when one has its name but not our tag.
 */
export async function findOurApplication(graph: TenantGraph, deploymentKey: string): Promise<Application | undefined> {
  const application = await graph.find(withQuery(pathByUniqueName(deploymentKey), { $select }), Application);
  if (application) requireOurs(application);
  return application;
}

export async function getOurApplication(graph: TenantGraph, applicationId: string): Promise<Application> {
  const application = await graph.get(withQuery(`/applications/${applicationId}`, { $select }), Application);
  requireOurs(application);
  return application;
}

/** As `getOurApplication`, for the application behind an enterprise application. */
export async function requireOurAppId(graph: TenantGraph, appId: string): Promise<void> {
  const path = withQuery(`/applications(appId=${literal(appId)})`, { $select });
  requireOurs(await graph.get(path, Application));
}

/**
 * Ours is what carries the tag that belongs to its unique name.
 * @throws StepFailure `application-not-ours`
 */
export function requireOurs(application: Application): void {
  const name = application.uniqueName ?? '';
  const key = name.startsWith(UNIQUE_NAME_PREFIX) ? name.slice(UNIQUE_NAME_PREFIX.length) : undefined;
  if (!key || !application.tags.includes(`${OWNER_TAG_PREFIX}${key}`)) throw notOurs(application);
}

/** The application has our name and somebody else made it. */
export function notOurs(application: Application): StepFailure {
  const name = application.uniqueName ?? '';
  return needsPerson({
    code: 'application-not-ours',
    message: `The application "${application.displayName ?? application.appId}" has our name but was not made by this bot.`,
    advice: `An administrator of the tenant must find out whose it is; when nobody needs it, delete it and purge it, then Retry.`,
    detail: `application ${application.appId}, unique name ${name || '(none)'}, tags ${application.tags.join(', ') || '(none)'}`,
  });
}

/**
 * Entra keeps a deleted application, and its unique name, for 30 days.
 * @throws StepFailure `application-deleted` when ours is among them.
 */
export async function refuseDeletedApplication(graph: TenantGraph, deploymentKey: string): Promise<void> {
  const Deleted = Application.pick({ id: true, appId: true, displayName: true, uniqueName: true, tags: true });
  const path = withQuery('/directory/deletedItems/microsoft.graph.application', {
    $select: 'id,appId,displayName,uniqueName,tags',
  });
  const tag = `${OWNER_TAG_PREFIX}${deploymentKey}`;
  const deleted = (await graph.getAll(path, Deleted)).find(
    (application) => application.uniqueName === uniqueName(deploymentKey) || application.tags.includes(tag),
  );
  if (!deleted) return;
  throw needsPerson({
    code: 'application-deleted',
    message: `Somebody deleted our application "${deleted.displayName ?? deleted.appId}" in this tenant during the last 30 days.`,
    advice: 'Restore it, or delete it permanently, under App registrations > Deleted applications; then Retry.',
    detail: `application ${deleted.appId}, object ${deleted.id}`,
  });
}
