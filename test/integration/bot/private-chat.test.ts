import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { HOME_TENANT, makeConfig } from '../../support/bot-config.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
import { CHANNEL } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

const PRIVATE = { conversation: 'a:1private', kind: 'personal' } as const;
const ANA = { id: '0d9a1b2c-0000-4000-8000-000000000006', name: 'Ana Ruiz' };
const homeChannel = `https://teams.microsoft.com/l/channel/${encodeURIComponent(CHANNEL)}/exo-onboarding?groupId=0d9a1b2c-0000-4000-8000-0000000000aa&tenantId=${HOME_TENANT}`;

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
});
afterEach(() => world[Symbol.asyncDispose]());

const isPrivate = ({ conversation }: { conversation: string }) => conversation === PRIVATE.conversation;
const gate = async () => (await world.store.get('contoso-1'))?.gate?.state;

describe('a run that is asked for in a private chat', () => {
  test('is shown and asked about in the home channel, where the approvers are', async () => {
    await world.start({ config: makeConfig({ homeChannel }) });

    await world.say(MIA, 'onboard contoso', PRIVATE);

    const answer = await world.untilMessage((each) => isPrivate(each) && wordsOf(each).includes('Posted in'));
    const runCard = await world.untilMessage((each) => wordsOf(each).includes('Asked by Mia Okafor'));
    expect(runCard.conversation).toBe(`${CHANNEL};messageid=${runCard.id}`);
    expect(wordsOf(answer)).toContain('Posted in the channel exo-onboarding, where the approvers are.');
    expect(JSON.stringify(answer.card)).toContain(`l/message/${encodeURIComponent(CHANNEL)}/${runCard.id}`);

    await world.work('contoso-1');
    const approval = await world.untilMessage((each) => wordsOf(each).includes('Approval needed'));
    expect(approval.conversation).toBe(runCard.conversation);
    await until(async () => (await world.redis.hexists(world.keys.chat('contoso-1'), 'approval:1')) || undefined);
    const click = { verb: 'approve', data: { run: 'contoso-1', round: 1 }, messageId: approval.id };
    await world.click(JON, click, { conversation: approval.conversation });
    expect(await gate()).toBe('approved');
    expect(world.connector.messages.filter(isPrivate)).toHaveLength(1);
  });

  test('is not begun without a home channel, and the answer says why and what to do', async () => {
    await world.start();

    await world.say(MIA, 'onboard contoso', PRIVATE);

    const answer = await world.untilMessage((each) => wordsOf(each).includes('Nothing was started'));
    expect(wordsOf(answer)).toContain('no approver can see this chat');
    expect(wordsOf(answer)).toContain('Say it in a channel where the approvers are: @exo onboard contoso');
    expect(wordsOf(answer)).toContain('homeChannel');
    expect(await world.store.board()).toEqual([]);
  });

  test('is not begun where exo may not write in the home channel, and the answer says so', async () => {
    world.connector.channel(CHANNEL, 403);
    await world.start({ config: makeConfig({ homeChannel }) });

    await world.say(MIA, 'onboard contoso', PRIVATE);

    const answer = await world.untilMessage((each) => wordsOf(each).includes('Nothing was started'));
    expect(wordsOf(answer)).toContain('exo cannot write in the channel exo-onboarding');
    expect(wordsOf(answer)).toContain('Add exo to the team of this channel');
    expect(await world.store.board()).toEqual([]);
  });

  test('stays there when it is a plan, which nobody has to approve', async () => {
    await world.start();

    await world.say(MIA, 'plan contoso', PRIVATE);

    const card = await world.untilMessage((each) => wordsOf(each).includes('Asked by Mia Okafor'));
    expect(isPrivate(card)).toBe(true);
  });

  test('stays there when whoever asks may approve it too', async () => {
    const jon = { person: JON.id, name: JON.name };
    const roles = { requester: [jon], approver: [jon] };
    await world.start({ config: makeConfig({ roles, approval: { fourEyes: false } }) });

    await world.say(JON, 'onboard contoso', PRIVATE);

    const card = await world.untilMessage((each) => wordsOf(each).includes('Asked by Jon Berg'));
    expect(isPrivate(card)).toBe(true);
  });

  test('takes its approval along when the run is asked for again in a channel', async () => {
    const [jon, mia] = [JON, MIA].map(({ id, name }) => ({ person: id, name }));
    const roles = { requester: [jon, mia], approver: [jon] };
    await world.start({ config: makeConfig({ roles, approval: { fourEyes: false } }) });
    await world.say(JON, 'onboard contoso', PRIVATE);
    await world.untilMessage((each) => wordsOf(each).includes('Asked by Jon Berg'));
    await world.work('contoso-1');
    const there = await world.untilMessage((each) => wordsOf(each).includes('Approval needed'));
    await until(async () => (await world.redis.hexists(world.keys.chat('contoso-1'), 'approval:1')) || undefined);

    await world.say(MIA, 'onboard contoso');

    await world.untilMessage((each) => !isPrivate(each) && wordsOf(each).includes('Approval needed'));
    await until(() => wordsOf(there).includes('This card does not count') || undefined);
  });

  test('of a tenant whose run is open begins nothing in the home channel', async () => {
    await world.start({ config: makeConfig({ homeChannel }) });
    await world.say(MIA, 'onboard contoso');
    await world.untilMessage((each) => wordsOf(each).includes('Asked by Mia Okafor'));

    await world.say(MIA, 'onboard contoso', PRIVATE);

    await world.untilMessage((each) => each.text.includes('Its live card stays in the channel.'));
    expect(world.connector.calls.filter(({ method }) => method === 'BEGIN')).toEqual([]);
  });
});

describe('Open on a run that waits for approval', () => {
  const STATUS_CARD = '1700000000001';
  const open = (person: typeof JON) =>
    world.click(person, { verb: 'open-run', data: { run: 'contoso-1' }, messageId: STATUS_CARD }, PRIVATE);
  const approveThere = (person: { id: string; name: string }) =>
    world.click(person, { verb: 'approve', data: { run: 'contoso-1', round: 1 }, messageId: STATUS_CARD }, PRIVATE);

  test('shows an approver an approval that works where it was opened', async () => {
    await world.start();
    const { approval } = await world.untilApproval();

    const opened = await open(JON);
    const answer = await approveThere(JON);

    expect(JSON.stringify(opened.value)).toContain('Approval needed: contoso');
    expect(JSON.stringify(opened.value)).toContain('"verb":"approve"');
    expect(JSON.stringify(answer.value)).toContain('Approved by Jon Berg');
    expect(await gate()).toBe('approved');
    await until(() => wordsOf(approval).includes('Approved by Jon Berg') || undefined);
  });

  test('lets nobody else decide on what was opened', async () => {
    await world.start();
    await world.untilApproval();
    await open(JON);

    const answer = await approveThere(ANA);

    expect(JSON.stringify(answer.value)).toContain('was opened by somebody else');
    expect(await gate()).toBe('open');
  });

  test('decides nothing for a round that is over', async () => {
    await world.start();
    const { click } = await world.untilApproval();
    await open(JON);
    await world.click(ANA, { ...click, verb: 'decline' });

    const answer = await approveThere(JON);

    expect(JSON.stringify(answer.value)).toContain('Declined by Ana Ruiz');
    expect(await gate()).toBe('declined');
  });

  test.each([
    ['who asked for it', MIA],
    ['who may only look', LEE],
  ])('shows the run to somebody %s', async (_who, person) => {
    await world.start();
    await world.untilApproval();

    const opened = await open(person);

    expect(JSON.stringify(opened.value)).toContain('Onboarding contoso');
    expect(JSON.stringify(opened.value)).not.toContain('"verb":"approve"');
  });
});
