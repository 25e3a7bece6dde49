import type { StepFailure } from '../../../../contracts/errors.ts';
import { needsPerson } from '../../../../contracts/errors.ts';
import type { Adopted } from '../../../../contracts/steps/cloud/onboarding.ts';
import type { Tools } from '../tools.ts';

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

/** What counts as ours in a tenant. */
export interface Ours {
  /** Our client id: what it made is ours. */
  readonly clientId: string;
  /** Client ids that we had before, by this process's own configuration; nothing of anybody else is ever adopted. */
  readonly earlierClientIds: readonly string[];
  /** What an earlier client id made, and an approval made ours. */
  readonly adopted?: Adopted | null | undefined;
  /** Whether what an earlier client id made may be looked at, before anybody has approved that it becomes ours. */
  readonly mayAdopt?: boolean | null | undefined;
  /** What exo deleted itself when the tenant was taken out. */
  readonly deleted?: string | null | undefined;
}

/** What counts as ours for a step, by what the run knows and what this process is configured with. */
export function oursOf(
  { adopted, mayAdopt, deleted }: Pick<Ours, 'adopted' | 'mayAdopt' | 'deleted'>,
  { clientId, earlierClientIds }: Pick<Tools, 'clientId' | 'earlierClientIds'>,
): Ours {
  return { clientId, earlierClientIds, adopted, mayAdopt, deleted };
}

/** What an application says of its own origin. */
export interface Origin {
  readonly id: string;
  readonly appId: string;
  readonly displayName?: string | null | undefined;
  readonly uniqueName?: string | null | undefined;
  readonly createdByAppId?: string | null | undefined;
  readonly tags: readonly string[];
}

/**
 * Ours is what our own client made and what carries the tag of its unique name. Entra sets `createdByAppId` and lets
 * nobody change it; name and tag can be written by anybody who may register applications in the tenant. So one that an
 * earlier client id of ours made counts only by an approval that names it.
 * https://learn.microsoft.com/graph/api/resources/application
 * @returns `adoptable` for one that is ours only once that is approved: it is read and not changed until then
 * @throws StepFailure `application-not-ours` or `application-of-earlier-client`
 */
export function requireOurs(application: Origin, ours: Ours): 'ours' | 'adoptable' {
  const isTagged = hasOurTag(application);
  if (isTagged && (application.createdByAppId === ours.clientId || isAdopted(application, ours))) return 'ours';
  if (isTagged && ours.mayAdopt && isOfEarlierClient(application, ours)) return 'adoptable';
  throw isTagged && application.createdByAppId ? madeByAnother(application) : notOurs(application);
}

/**
 * As `requireOurs`, for what only takes away: whoever may change the application can take our tag from it, and must not
 * keep it out of our reach by that. Who made it cannot be changed.
 * @throws StepFailure as `requireOurs`
 */
export function requireMadeByUs(application: Origin, ours: Ours): void {
  if (application.createdByAppId === ours.clientId || isAdopted(application, ours)) return;
  requireOurs(application, { ...ours, mayAdopt: false });
}

/** Whether a deleted application was ours: a stranger's with our name is the stranger's business. */
export function wasOurs(application: Origin, deploymentKey: string, ours: Ours): boolean {
  const isNamed = application.uniqueName === uniqueName(deploymentKey);
  const isOwn = application.createdByAppId === ours.clientId || isAdopted(application, ours);
  return isOwn && (isNamed || application.tags.includes(ownerTag(deploymentKey)));
}

/** By us and not by an earlier client id of ours, of which we know nothing. */
function isAdopted(application: Origin, ours: Ours): boolean {
  const { adopted, clientId } = ours;
  if (!adopted || adopted.adoptedBy !== clientId || !isOfEarlierClient(application, ours)) return false;
  return adopted.applicationId === application.id && adopted.createdByAppId === application.createdByAppId;
}

function isOfEarlierClient({ createdByAppId }: Origin, { earlierClientIds }: Ours): boolean {
  return typeof createdByAppId === 'string' && earlierClientIds.includes(createdByAppId);
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
    advice: `If this bot had the client id ${application.createdByAppId} before, put it into application.earlierClientIds of exo.config.yaml, cancel this run and have an admin say "@exo adopt" with this tenant; if not, an administrator of the tenant must find out who copied our name.`,
    detail: facts(application),
  });
}

function facts(application: Origin): string {
  const { appId, createdByAppId, uniqueName: name, tags } = application;
  return `application ${appId}, made by ${createdByAppId ?? '(not said)'}, unique name ${name || '(none)'}, tags ${tags.join(', ') || '(none)'}`;
}
