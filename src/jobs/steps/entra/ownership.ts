import type { StepFailure } from '../../../contracts/errors.ts';
import { needsPerson } from './stop.ts';

const UNIQUE_NAME_PREFIX = 'exo-cba-';
const OWNER_TAG_PREFIX = 'exo-bot:';
/** Written beside the owner tag: finds the applications of every deployment. */
const FAMILY_TAG = 'exo-bot';

export function uniqueName(deploymentKey: string): string {
  return `${UNIQUE_NAME_PREFIX}${deploymentKey}`;
}

export function ownerTags(deploymentKey: string): string[] {
  return [FAMILY_TAG, ownerTag(deploymentKey)];
}

function ownerTag(deploymentKey: string): string {
  return `${OWNER_TAG_PREFIX}${deploymentKey}`;
}

/** What an application says of its own origin. */
export interface Origin {
  readonly appId: string;
  readonly displayName?: string | null | undefined;
  readonly uniqueName?: string | null | undefined;
  readonly createdByAppId?: string | null | undefined;
  readonly tags: readonly string[];
}

/**
 * Ours is what our own client made and what carries the tag of its unique name. Entra sets `createdByAppId` and lets
 * nobody change it; name and tag can be written by anybody who may register applications in the tenant.
 * https://learn.microsoft.com/graph/api/resources/application
 * @throws StepFailure `application-not-ours` or `application-of-earlier-client`
 */
export function requireOurs(application: Origin, clientId: string): void {
  const isTagged = hasOurTag(application);
  if (isTagged && application.createdByAppId === clientId) return;
  throw isTagged && application.createdByAppId ? madeByAnother(application) : notOurs(application);
}

/** Whether a deleted application was ours: a stranger's with our name is the stranger's business. */
export function wasOurs(application: Origin, deploymentKey: string, clientId: string): boolean {
  const isNamed = application.uniqueName === uniqueName(deploymentKey);
  return application.createdByAppId === clientId && (isNamed || application.tags.includes(ownerTag(deploymentKey)));
}

function hasOurTag({ uniqueName: name, tags }: Origin): boolean {
  const key = name?.startsWith(UNIQUE_NAME_PREFIX) ? name.slice(UNIQUE_NAME_PREFIX.length) : '';
  return key !== '' && tags.includes(ownerTag(key));
}

const named = ({ displayName, appId }: Origin) => `application "${displayName ?? appId}"`;

function notOurs(application: Origin): StepFailure {
  return needsPerson({
    code: 'application-not-ours',
    message: `The ${named(application)} has our name but was not made by this bot.`,
    advice: `An administrator of the tenant must find out who made the ${named(application)}; when nobody needs it, delete it and delete it permanently, then Retry.`,
    detail: facts(application),
  });
}

function madeByAnother(application: Origin): StepFailure {
  return needsPerson({
    code: 'application-of-earlier-client',
    message: `The ${named(application)} has our name and tag but was made by the application ${application.createdByAppId}, not by this bot's.`,
    advice: `When ${application.createdByAppId} was an earlier application of this bot, delete the ${named(application)} permanently and Retry, which makes a new one; otherwise an administrator of the tenant must find out who copied our name.`,
    detail: facts(application),
  });
}

function facts(application: Origin): string {
  const { appId, createdByAppId, uniqueName: name, tags } = application;
  return `application ${appId}, made by ${createdByAppId ?? '(not said)'}, unique name ${name || '(none)'}, tags ${tags.join(', ') || '(none)'}`;
}
