import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createDueLook } from '../../../src/jobs/due/look-at-due.ts';
import { createRenewals } from '../../../src/jobs/renewals/begin-due.ts';
import { createDueList } from '../../../src/runs/due/due-list.ts';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { FIRST, OLD_THUMBPRINT, RENEWED, THUMBPRINT } from '../../support/rotation.ts';
import { JON, LEE, MIA, TENANT_ID } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

/** Contoso, onboarded with the old certificate. */
async function onboard(): Promise<void> {
  await world.say(MIA, 'onboard contoso');
  await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
  await world.work('contoso-1', [], FIRST);
  await world.untilMessage((each) => wordsOf(each).includes('Approval needed'));
  const [approval] = world.connector.messages.filter((each) => wordsOf(each).includes('Approval needed'));
  await until(async () => (await world.redis.hexists(world.keys.chat('contoso-1'), 'approval:1')) || undefined);
  await world.click(JON, { verb: 'approve', data: { run: 'contoso-1', round: 1 }, messageId: approval?.id ?? '' });
  expect((await world.work('contoso-1', [], FIRST)).state).toBe('finished');
}

describe('@exo rotate', () => {
  test('shows the value for ServiceNow with a button, and believes those who may hand over', async () => {
    await onboard();

    await world.say(MIA, 'rotate contoso');
    const card = await world.untilMessage((each) => wordsOf(each).includes('contoso-rotate-2'));
    await world.work('contoso-rotate-2', [], RENEWED);
    await until(() => wordsOf(card).includes('Time to renew: contoso') || undefined);

    const words = wordsOf(card);
    expect(words).toContain(THUMBPRINT);
    expect(words).toContain(`${OLD_THUMBPRINT.slice(0, 4)}…${OLD_THUMBPRINT.slice(-4)}`);
    expect(words).toContain('proved on mid1 and mid2');
    expect(words).toContain('Nothing has changed for ServiceNow yet.');
    expect(words).toContain('ServiceNow uses it');
    await world.untilMessage((each) => each.text.includes('enter the new certificate of contoso in ServiceNow'));
    expect(await world.store.onboarded()).toMatchObject([{ thumbprint: OLD_THUMBPRINT }]);

    expect(words).toContain('Remind me tomorrow');
    const later = { verb: 'remind-tomorrow', data: { run: 'contoso-rotate-2' }, messageId: card.id };
    const reminded = JSON.stringify((await world.click(MIA, later)).value);
    expect(reminded).toContain('Next reminder tomorrow');
    expect(reminded).not.toContain('Remind me tomorrow');

    const click = { verb: 'switched', data: { run: 'contoso-rotate-2' }, messageId: card.id };
    expect(JSON.stringify((await world.click(LEE, click)).value)).toContain('do not have the right');
    expect(JSON.stringify((await world.click(MIA, click)).value)).toContain('said by Mia Okafor');
    expect(await world.store.onboarded()).toMatchObject([{ thumbprint: THUMBPRINT, run: 'contoso-rotate-2' }]);
    expect((await world.work('contoso-rotate-2', [], RENEWED)).state).toBe('finished');
    await until(() => wordsOf(card).includes('contoso uses the new certificate everywhere') || undefined);
  });

  test('says what to do first where there is no certificate of ours', async () => {
    await world.say(MIA, 'rotate contoso');

    const answer = await world.untilMessage((each) => wordsOf(each).includes('Nothing to rotate in contoso'));
    expect(wordsOf(answer)).toContain('onboard it first');
    expect(await world.store.get('contoso-1')).toBeUndefined();
  });
});

describe('a rotation that is due', () => {
  const BEGINS = Date.parse('2026-11-24T09:30:00.000Z');
  const LATEST = Date.parse('2027-01-18T09:30:00.000Z');

  /** What the jobs process does, at a moment of its own. */
  function renewals(at: { now: number }): () => Promise<void> {
    const due = createDueList(world.redis, world.keys);
    const logger = pino({ level: 'silent' });
    const now = () => at.now;
    const renewal = createRenewals({ store: world.store, due, config: makeConfig(), logger, now });
    return createDueLook({ store: world.store, due, works: { renewal }, now });
  }

  test('is listed, begins by itself in its time and once, in a thread of its own', async () => {
    await onboard();
    const clock = { now: BEGINS - 30 * 86_400_000 };
    const [look, elsewhere] = [renewals(clock), renewals(clock)];
    await look();
    const [entry] = await createDueList(world.redis, world.keys).until(LATEST, 'renewal');
    expect(entry?.at).toBeGreaterThanOrEqual(BEGINS);
    expect(entry?.at).toBeLessThanOrEqual(LATEST);
    expect(await world.store.openRun(TENANT_ID)).toBeUndefined();

    await world.say(MIA, 'rotate due');
    const list = await world.untilMessage((each) => wordsOf(each).includes('is due until'));
    expect(wordsOf(list)).toContain('contoso');
    expect(wordsOf(list)).toContain('its certificate expires on 23 Jan 2027');

    const before = world.connector.messages.length;
    clock.now = (entry?.at ?? 0) + 1000;
    await Promise.all([look(), elsewhere()]);
    const id = await world.store.openRun(TENANT_ID);
    expect(id).toBe('contoso-rotate-2');
    expect((await world.store.get('contoso-rotate-2'))?.request).toMatchObject({
      kind: 'rotate',
      requester: { id: MIA.id },
      rotation: { replaces: OLD_THUMBPRINT, isDue: true },
    });
    expect(await world.store.get('contoso-rotate-3')).toBeUndefined();

    const card = await world.untilMessage((each) => wordsOf(each).includes('contoso-rotate-2'));
    expect(world.connector.messages.indexOf(card)).toBeGreaterThanOrEqual(before);
    await world.work('contoso-rotate-2', [], RENEWED);
    await until(() => wordsOf(card).includes('Time to renew: contoso') || undefined);
    await world.untilMessage((each) => each.text.includes('enter the new certificate of contoso in ServiceNow'));
  });

  test('begins although somebody put it off for ever in Redis, and wrote there that it had begun', async () => {
    await onboard();
    const clock = { now: BEGINS - 30 * 86_400_000 };
    const look = renewals(clock);
    const due = createDueList(world.redis, world.keys);
    const at = async () => (await due.until(Number.MAX_SAFE_INTEGER, 'renewal'))[0]?.at ?? 0;
    await world.redis.set(world.keys.due, 'no list');
    await look();
    const wanted = await at();
    expect(wanted).toBeGreaterThanOrEqual(BEGINS);
    await world.redis.zadd(world.keys.due, 'XX', '+inf', `${TENANT_ID} ${OLD_THUMBPRINT}`);
    clock.now += 600_000;
    await look();
    expect(await at()).toBe(wanted);
    clock.now = wanted + 1;
    const day = new Date(clock.now).toISOString().slice(0, 10);
    await world.redis.set(world.keys.begun(`due ${TENANT_ID} ${OLD_THUMBPRINT} ${day}`), 'contoso-1');
    await look();

    expect(await world.store.openRun(TENANT_ID)).toMatch(/^contoso-rotate-/);
  });

  test('begins again a week after somebody cancelled it, and is dropped once the certificate is another', async () => {
    await onboard();
    const clock = { now: LATEST - 20 * 86_400_000 };
    const look = renewals(clock);
    await look();
    const due = createDueList(world.redis, world.keys);
    const next = async () => (await due.until(Number.MAX_SAFE_INTEGER, 'renewal'))[0]?.at ?? 0;
    clock.now = (await next()) + 1;
    await look();
    await world.store.apply('contoso-rotate-2', { type: 'cancel', by: MIA });

    expect(await next()).toBeGreaterThan(clock.now + 6 * 86_400_000);
    clock.now = (await next()) + 1;
    await look();
    expect(await world.store.openRun(TENANT_ID)).toBe('contoso-rotate-3');

    await world.work('contoso-rotate-3', [], RENEWED);
    await world.store.apply('contoso-rotate-3', { type: 'switch-confirmed', by: MIA });
    clock.now = (await next()) + 1;
    await look();
    expect((await due.until(Number.MAX_SAFE_INTEGER, 'renewal')).map(({ thumbprint }) => thumbprint)).toEqual([
      THUMBPRINT,
    ]);
  });
});
