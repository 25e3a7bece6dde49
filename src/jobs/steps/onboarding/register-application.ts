import { z } from 'zod';
import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { Application, applicationById, NewObject, pathByUniqueName } from '../entra/application/application.ts';
import { desiredApplication, differences } from '../entra/application/desired-application.ts';
import { oursOf, wasOurs } from '../entra/application/ownership.ts';
import { DELETED_APPLICATIONS, DeletedApplication } from '../entra/application/removed.ts';
import { ensureOwner } from '../entra/application/self-owner.ts';
import { ourCertificates, thumbprintOf } from '../entra/certificates/credentials.ts';
import { type ApplicationFacts, findApplicationId, readApplicationFacts } from '../entra/facts/application-facts.ts';
import { freshly } from '../entra/facts/seen.ts';
import { readBack } from '../entra/read-back.ts';
import type { Tools } from '../entra/tools.ts';

type Input = StepInput<'register-application'>;

interface Registered {
  readonly facts: ApplicationFacts;
  readonly created: boolean;
  readonly changed: boolean;
}

/** Makes the application, or brings ours back to what it should be; says who else can use it. */
export async function registerApplication(input: Input, tools: Tools): Promise<StepOutput<'register-application'>> {
  const seen = freshly(input.seenApplication, tools.now());
  const id = seen
    ? (seen.what ?? undefined)
    : await findApplicationId(tools, input.deploymentKey, oursOf(input, tools));
  const { facts, created, changed } = id === undefined ? await make(input, tools) : await mend(id, input, tools);
  const { application } = facts;
  return {
    applicationId: application.id,
    appId: application.appId,
    displayName: application.displayName ?? input.displayName,
    ...originOf(application, tools),
    created,
    changed,
    certificates: ourCertificates(application.keyCredentials, tools.now()).flatMap((each) => thumbprintOf(each) ?? []),
    others: [...facts.others],
  };
}

async function make(input: Input, tools: Tools): Promise<Registered> {
  if (await restoreOwn(input, tools)) return mend(input.deleted ?? '', input, tools);
  const made = await tools.graph.upsert(pathByUniqueName(input.deploymentKey), desiredApplication(input), NewObject);
  // 204 means that an application which we did not see was there already. Ours from an earlier attempt or somebody
  // else's: reading back tells, and stops at the latter.
  const facts = await readBack(tools, {
    what: 'the application to appear',
    read: async () => {
      const id = made?.id ?? (await findApplicationId(tools, input.deploymentKey, oursOf(input, tools)));
      return id === undefined ? undefined : readOwned(id, input, tools);
    },
    good: ({ application }) => differences(application, input).names.length === 0,
  });
  return { facts, created: made !== undefined, changed: true };
}

/**
 * What exo deleted itself comes back with the next onboarding: Entra keeps its unique name for 30 days. It has no key, and in
 * full mode no right.
 * @returns whether it did
 */
async function restoreOwn({ deleted, ...input }: Input, tools: Tools): Promise<boolean> {
  if (!deleted) return false;
  const all = await tools.graph.getAll(DELETED_APPLICATIONS, DeletedApplication);
  const found = all.find(({ id }) => id === deleted);
  if (!found || !wasOurs(found, input.deploymentKey, oursOf(input, tools))) return false;
  await tools.graph.post(`/directory/deletedItems/${deleted}/restore`, {}, z.unknown());
  await readBack(tools, {
    what: 'the application to come back',
    read: () => tools.graph.find(applicationById(deleted), Application),
    good: () => true,
    times: 3,
  });
  return true;
}

async function mend(id: string, input: Input, tools: Tools): Promise<Registered> {
  const facts = await readOwned(id, input, tools);
  // It was there a moment ago: a replica that does not know it yet, or somebody who deleted it. The next attempt looks.
  if (!facts) return make(input, tools);
  if (facts.isAdoptable) return { facts, created: false, changed: false };
  const { names, body } = differences(facts.application, input);
  if (names.length === 0) return { facts, created: false, changed: false };
  await tools.graph.patch(`/applications/${id}`, body);
  const mended = await readBack(tools, {
    what: 'the changes of the application to appear',
    read: () => readOwned(id, input, tools),
    good: ({ application }) => differences(application, input).names.length === 0,
  });
  return { facts: mended, created: false, changed: true };
}

async function readOwned(id: string, input: Input, tools: Tools): Promise<ApplicationFacts | undefined> {
  const identity = await tools.graph.identity();
  const facts = await readApplicationFacts(tools, id, oursOf(input, tools), identity);
  if (facts && !facts.isOwner && !facts.isAdoptable) await ensureOwner(tools, facts.application, identity);
  return facts;
}

/** Who made it; and who takes it over, where that was an earlier client id. */
function originOf({ createdByAppId }: Application, { clientId }: Tools) {
  if (!createdByAppId || createdByAppId === clientId) return { createdByAppId: clientId };
  return { createdByAppId, adoptedBy: clientId };
}
