import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { FIRST, OLD_THUMBPRINT, RENEWED, THUMBPRINT } from '../../support/rotation.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
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

    const click = { verb: 'switched', data: { run: 'contoso-rotate-2' }, messageId: card.id };
    expect(JSON.stringify((await world.click(LEE, click)).value)).toContain('no right');
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
