import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { MIA, SAM, TENANT_ID } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
  const { roles } = makeConfig();
  await world.start({ config: makeConfig({ roles: { ...roles, admin: [{ person: SAM.id, name: SAM.name }] } }) });
});
afterEach(() => world[Symbol.asyncDispose]());

const stateOf = async (id: string) => (await world.store.get(id))?.state;
const isIn = (id: string, state: string) => until(async () => (await stateOf(id)) === state || undefined);

describe('suspend', () => {
  test('begins at once beside a run that is open, cancels it, and says so in the thread', async () => {
    await world.say(MIA, 'onboard contoso');
    await isIn('contoso-1', 'working');

    await world.say(SAM, 'suspend contoso');

    await isIn('contoso-1', 'cancelled');
    const suspend = await until(() => world.store.get('contoso-suspend-2'));
    expect(suspend.request).toMatchObject({ kind: 'suspend', servers: [], requester: { id: SAM.id } });
    expect((await world.store.suspended()).get(TENANT_ID)).toMatchObject({ run: suspend.id, by: SAM.name });
    await world.untilMessage((each) => each.text === "contoso-1 was cancelled by Sam Lindqvist's suspend.");
    await world.untilMessage((each) => wordsOf(each).includes('Suspending contoso'));
  });

  test('is for admins, and whoever is none reads who is', async () => {
    await world.say(MIA, 'suspend contoso');

    await world.untilMessage((each) =>
      each.text.includes('You do not have the right to do this. It belongs to the role admin'),
    );
    expect(await world.store.suspended()).toEqual(new Map());
  });

  test('lets nobody onboard the tenant until it is resumed', async () => {
    await world.say(SAM, 'suspend contoso');
    await isIn('contoso-suspend-1', 'working');

    await world.say(MIA, 'onboard contoso');

    const answer = await world.untilMessage((each) => wordsOf(each).includes('contoso was suspended'));
    expect(wordsOf(answer)).toContain('by Sam Lindqvist');
    expect(wordsOf(answer)).toContain('An admin resumes it first: @exo resume contoso.');
    expect(await world.store.openRun(TENANT_ID)).toBeUndefined();
  });
});

describe('resume', () => {
  test('says that there is nothing to resume', async () => {
    await world.say(SAM, 'resume contoso');

    const answer = await world.untilMessage((each) => wordsOf(each).includes('contoso is not suspended'));
    expect(wordsOf(answer)).toContain('@exo status contoso');
    expect(await world.store.board()).toEqual([]);
  });

  test('ends a suspension that still tries, so that it does not come after it', async () => {
    await world.say(SAM, 'suspend contoso');
    await isIn('contoso-suspend-1', 'working');

    await world.say(SAM, 'resume contoso');

    await isIn('contoso-suspend-1', 'cancelled');
    const resume = await until(() => world.store.get('contoso-resume-2'));
    expect(resume.request.suspended).toEqual({ run: 'contoso-suspend-1', wasEnabled: null });
  });
});
