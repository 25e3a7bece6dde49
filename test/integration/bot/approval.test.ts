import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, type InvokeAnswer, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
import { makeStore } from '../../support/store.ts';
import { mentionOf, THREAD } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

const ANA = { id: '0d9a1b2c-0000-4000-8000-000000000006', name: 'Ana Ruiz' };
const OTHER_TENANT = '11111111-2222-4333-8444-555555555555';

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
});
afterEach(() => world[Symbol.asyncDispose]());

const gateOf = async () => (await world.store.get('contoso-1'))?.gate?.state;

function textOf(answer: InvokeAnswer): string {
  return JSON.stringify(answer.value);
}

describe('approving', () => {
  test('by an approver releases the run and turns the approval card into the decided one for everybody', async () => {
    await world.start();
    const { approval, click } = await world.untilApproval();

    const answer = await world.click(JON, click);

    expect(answer).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    expect(textOf(answer)).toContain('Approved by Jon Berg');
    expect(await gateOf()).toBe('approved');
    await until(() => wordsOf(approval).includes('Approved by Jon Berg') || undefined);
    expect(await world.store.journal('contoso-1')).toContainEqual(
      expect.objectContaining({ what: 'approved', by: { id: JON.id, name: 'Jon Berg' } }),
    );
  });

  test('is answered within a second', async () => {
    await world.start();
    const { click } = await world.untilApproval();
    const began = performance.now();

    await world.click(JON, click);

    expect(performance.now() - began).toBeLessThan(1000);
  });

  test('mentions the approvers whom Teams can notify, never the requester', async () => {
    await world.start({ config: makeConfig({ roles: rolesWithMiaAsApprover }) });
    await world.say(JON, 'help');
    await world.untilMessage((each) => wordsOf(each).includes('What you can do'));

    const { approval } = await world.untilApproval();

    const card = JSON.stringify(approval.card);
    expect(card).toContain(mentionOf(JON));
    expect(card).not.toContain(mentionOf(MIA));
  });

  test('declining ends the run and grants nothing', async () => {
    await world.start();
    const { click, approval } = await world.untilApproval();

    const answer = await world.click(ANA, { ...click, verb: 'decline' });

    expect(textOf(answer)).toContain('Declined by Ana Ruiz');
    expect((await world.store.get('contoso-1'))?.state).toBe('declined');
    await until(() => wordsOf(approval).includes('Declined by Ana Ruiz') || undefined);
    await world.untilMessage((each) => each.text.includes('contoso-1 was declined by Ana Ruiz'));
  });
});

const rolesWithMiaAsApprover = {
  requester: [{ person: MIA.id, name: MIA.name }],
  approver: [
    { person: MIA.id, name: MIA.name },
    { person: JON.id, name: JON.name },
  ],
};

describe('an approval is refused, and nothing is granted,', () => {
  async function expectRefused(answer: InvokeAnswer, words: string) {
    expect(answer).toMatchObject({ statusCode: 403, type: 'application/vnd.microsoft.error' });
    expect(textOf(answer)).toContain(words);
    expect(await gateOf()).toBe('open');
  }

  test('to the requester, also when approver', async () => {
    await world.start({ config: makeConfig({ roles: rolesWithMiaAsApprover }) });
    const { click } = await world.untilApproval();

    await expectRefused(await world.click(MIA, click), 'another approver must decide: Jon Berg');
  });

  test('to a viewer', async () => {
    await world.start();
    const { click } = await world.untilApproval();

    await expectRefused(await world.click(LEE, click), 'Only approvers can decide this: Jon Berg and Ana Ruiz');
  });

  test('to an approver whose activity comes from another tenant', async () => {
    await world.start();
    const { click } = await world.untilApproval();

    const answer = await world.click(JON, click, { tenantId: OTHER_TENANT });

    await expectRefused(answer, 'exo works only for members of Fabrikam Managed Services.');
  });

  test('to somebody without an object id who bears the name of an approver', async () => {
    await world.start();
    const { click } = await world.untilApproval();

    await expectRefused(await world.click({ id: '', name: JON.name }, click), 'exo works only for members');
  });

  test('on another message than the approval card', async () => {
    await world.start();
    const { click, runCard } = await world.untilApproval();

    await expectRefused(await world.click(JON, { ...click, messageId: runCard.id }), 'not the card that exo posted');
  });

  test('in another channel', async () => {
    await world.start();
    const { click } = await world.untilApproval();

    const answer = await world.click(JON, click, { conversation: '19:elsewhere@thread.tacv2;messageid=1' });

    await expectRefused(answer, 'not the card that exo posted');
  });

  test.each([
    ['another round', { run: 'contoso-1', round: 2 }, 'knows no such approval'],
    ['another run', { run: 'wingtip-9', round: 1 }, 'knows no such approval'],
    ['no run', { round: 1 }, 'not understood any more'],
    ['something else entirely', { run: { $ne: '' }, round: '1' }, 'not understood any more'],
  ])('with forged data: %s', async (_what, data, words) => {
    await world.start();
    const { click } = await world.untilApproval();

    await expectRefused(await world.click(JON, { ...click, data }), words);
  });

  test('with a plan hash, a person and roles in the data, which are not believed', async () => {
    await world.start();
    const { click } = await world.untilApproval();
    const data = { ...click.data, by: JON.id, roles: ['approver'], hash: 'x' };

    await expectRefused(await world.click(LEE, { ...click, data }), 'Only approvers');
  });

  test('when the card refreshes itself instead of being clicked', async () => {
    await world.start();
    const { click } = await world.untilApproval();

    await expectRefused(await world.click(JON, { ...click, trigger: 'automatic' }), 'a click by hand');
  });

  test('when the roles cannot be read', async () => {
    const group = { group: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'EXO Approvers' };
    const config = makeConfig({ roles: { requester: [{ person: MIA.id, name: MIA.name }], approver: [group] } });
    let reachable = true;
    const checkGroups = async () => {
      if (!reachable) throw new Error('no route to host');
      return [];
    };
    await world.start({ config, checkGroups });
    const { click } = await world.untilApproval();
    reachable = false;

    await expectRefused(await world.click(JON, click), 'could not be looked up');
  });
});

describe('an approval that is over', () => {
  test('answers a second click with the decided card and decides nothing again', async () => {
    await world.start();
    const { click } = await world.untilApproval();
    await world.click(JON, click);

    const second = await world.click(ANA, { ...click, verb: 'decline' });

    expect(second.type).toBe('application/vnd.microsoft.card.adaptive');
    expect(textOf(second)).toContain('Approved by Jon Berg');
    expect(await gateOf()).toBe('approved');
  });

  test('of ten clicks at once counts one', async () => {
    await world.start();
    const { click } = await world.untilApproval();

    const answers = await Promise.all(Array.from({ length: 10 }, () => world.click(JON, click)));

    expect(answers.every(({ statusCode }) => statusCode === 200)).toBe(true);
    const journal = await world.store.journal('contoso-1');
    expect(journal.filter(({ what }) => what === 'approved')).toHaveLength(1);
  });

  test('by time is refused with the way to ask again, and its card says so', async () => {
    let ahead = 0;
    await world.start({ now: () => Date.now() + ahead });
    const { click, approval } = await world.untilApproval();
    ahead = 25 * 3_600_000;

    const answer = await world.click(JON, click);

    expect(textOf(answer)).toContain('This approval expired');
    expect(await gateOf()).toBe('open');
    expect(wordsOf(approval)).toContain('Approval needed');
  });

  test('because it was asked again is not decided on the old card', async () => {
    await world.start();
    const { click } = await world.untilApproval();
    const later = Date.now() + 25 * 3_600_000;
    await expireAndAskAgain(later);
    const newCard = await world.untilMessage(
      (each) => each.id !== click.messageId && wordsOf(each).includes('Approval needed'),
    );

    const old = await world.click(JON, click);
    const forged = await world.click(JON, { ...click, data: { run: 'contoso-1', round: 2 } });

    expect(textOf(old)).toContain('A new card is below');
    expect(textOf(forged)).toContain('not the card that exo posted');
    expect(await gateOf()).toBe('open');
    expect(newCard.conversation).toBe(THREAD);
  });
});

async function expireAndAskAgain(later: number): Promise<void> {
  const inFuture = makeStore(world.redis, world.keys, world.sealKey, { now: () => later });
  await inFuture.store.apply('contoso-1', { type: 'deadline-passed', name: 'approval' });
  await world.store.apply('contoso-1', { type: 'retry', by: MIA });
}
