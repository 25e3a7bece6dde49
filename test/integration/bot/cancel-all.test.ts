import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { MIA, makeRequest, SAM, TENANT_ID } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
  const { roles } = makeConfig();
  await world.start({ config: makeConfig({ roles: { ...roles, admin: [{ person: SAM.id, name: SAM.name }] } }) });
});
afterEach(() => world[Symbol.asyncDispose]());

const stateOf = async (id: string) => (await world.store.get(id))?.state;
const tenantOf = (label: string, digit: string) => ({
  id: `${digit}${TENANT_ID.slice(1)}`,
  domain: `${label}.example`,
  label,
  cloud: 'global' as const,
});

async function begin() {
  await world.store.create(makeRequest({ tenant: tenantOf('adatum', '1') }));
  await world.store.create(makeRequest({ kind: 'plan', tenant: tenantOf('litware', '2') }));
  await world.store.create(makeRequest({ kind: 'suspend', servers: [], tenant: tenantOf('wingtip', '3') }));
}

test('an admin stops everything, and reads what was where', async () => {
  await begin();

  await world.say(SAM, 'cancel --all');

  const answer = await world.untilMessage((each) => wordsOf(each).includes('2 runs cancelled'));
  const words = wordsOf(answer).replaceAll(/\s+/g, ' ');
  expect(words).toContain('adatum-1 : was checking the tenant, mid1 and mid2. Nothing was written.');
  expect(words).toContain('wingtip-suspend-1 goes on: it stops the sign-ins of a tenant.');
  expect(await stateOf('adatum-1')).toBe('cancelled');
  expect(await stateOf('litware-plan-1')).toBe('cancelled');
  expect(await stateOf('wingtip-suspend-1')).toBe('working');
  expect((await world.store.journal('adatum-1')).at(-1)).toMatchObject({ what: 'cancelled', by: { id: SAM.id } });
});

test('finds what somebody took out of the list of open runs, and gets past what somebody put there', async () => {
  await begin();
  const { redis, keys } = world;
  await redis.zrem(keys.underWay, 'adatum-1');
  const strange = Array.from({ length: 510 }, (_, index) => `strange-${index}`);
  await redis.zadd(keys.underWay, ...strange.flatMap((id) => [0, id]));
  for (const id of strange) await redis.hset(keys.run(id), { version: '1', doc: 'rubbish' });

  await world.say(SAM, 'cancel --all');

  const answer = await world.untilMessage((each) => wordsOf(each).includes('2 runs cancelled'));
  expect(wordsOf(answer)).not.toContain('say @exo cancel --all again');
  expect(await stateOf('adatum-1')).toBe('cancelled');
  expect(await stateOf('litware-plan-1')).toBe('cancelled');
});

test('says that nothing was open', async () => {
  await world.say(SAM, 'cancel all');

  await world.untilMessage((each) => wordsOf(each).includes('0 runs cancelled'));
});

test('is for admins', async () => {
  await begin();

  await world.say(MIA, 'cancel --all');

  await world.untilMessage((each) =>
    each.text.includes('You do not have the right to do this. It belongs to the role admin'),
  );
  await until(async () => (await stateOf('adatum-1')) === 'working' || undefined);
});
