import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { ANA_ID, makeConfig } from '../../support/bot-config.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
import { CHANNEL, mentionOf } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

const ANA = { id: ANA_ID, name: 'Ana Ruiz' };
const KIM = { id: '0d9a1b2c-0000-4000-8000-000000000007', name: 'Kim Novak' };
const GROUP = { group: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'EXO Approvers' };
const byGroup = { requester: [{ person: MIA.id, name: MIA.name }], approver: [GROUP] };

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'), { checkGroups: async () => [] });
});
afterEach(() => world[Symbol.asyncDispose]());

describe('approvers who never spoke to exo', () => {
  test('are found among the members of the team, on whatever page, and mentioned on the card', async () => {
    world.connector.members(CHANNEL, [MIA, LEE, KIM, JON, ANA]);
    await world.start();

    const { approval, runCard } = await world.untilApproval();

    const card = JSON.stringify(approval.card);
    expect(card).toContain(`"mentioned":{"id":"${mentionOf(JON)}","name":"Jon Berg"}`);
    expect(card).toContain(`"mentioned":{"id":"${mentionOf(ANA)}","name":"Ana Ruiz"}`);
    expect(wordsOf(approval)).toContain('<at>Jon Berg</at> <at>Ana Ruiz</at>');
    expect(wordsOf(approval)).not.toContain('Not reached');
    await until(() => wordsOf(runCard).includes('Asked: Jon Berg and Ana Ruiz, mentioned') || undefined);
  });

  test('are mentioned by their Entra id where Teams does not say who is in the team', async () => {
    await world.start();

    const { approval } = await world.untilApproval();

    expect(JSON.stringify(approval.card)).toContain(`"mentioned":{"id":"${JON.id}","name":"Jon Berg"}`);
    expect(wordsOf(approval)).toContain('Teams did not say who is in this team');
  });

  test('and are not in the team are named with what to do, on both cards', async () => {
    world.connector.members(CHANNEL, [MIA, JON]);
    await world.start();

    const { approval, runCard } = await world.untilApproval();

    expect(JSON.stringify(approval.card)).not.toContain(`29:${ANA.id}`);
    expect(wordsOf(approval)).toMatch(
      /Not reached\s*: Ana Ruiz, not in this team\.\s+Add them to the team, or tell them/,
    );
    await until(() => wordsOf(runCard).includes('Ana Ruiz, not in this team') || undefined);
  });

  test('stay mentioned when the card is written again', async () => {
    world.connector.members(CHANNEL, [MIA, JON, ANA]);
    await world.start();
    const { approval } = await world.untilApproval();
    const writes = approval.writes;

    await world.say(MIA, 'retry contoso-1');

    await until(() => approval.writes > writes || undefined);
    expect(JSON.stringify(approval.card)).toContain(mentionOf(JON));
  });
});

describe('approvers by group', () => {
  test('are its members who are in the team, never the requester', async () => {
    world.connector.members(CHANNEL, [MIA, JON, LEE]);
    await world.start({ config: makeConfig({ roles: byGroup }), groupMembers: async () => [MIA, JON, KIM] });

    const { approval } = await world.untilApproval();

    const card = JSON.stringify(approval.card);
    expect(card).toContain(mentionOf(JON));
    expect(card).not.toContain(mentionOf(MIA));
    expect(card).not.toContain(KIM.id);
    expect(wordsOf(approval)).not.toContain('Not reached');
  });

  test('none of whom is in the team are named as a group', async () => {
    world.connector.members(CHANNEL, [MIA, LEE]);
    await world.start({ config: makeConfig({ roles: byGroup }), groupMembers: async () => [JON, KIM] });

    const { approval } = await world.untilApproval();

    expect(wordsOf(approval)).toContain('EXO Approvers, none of its 2 members is in this team');
  });

  test('whose members cannot be read are said not to be reached, and the card is posted all the same', async () => {
    world.connector.members(CHANNEL, [MIA, JON]);
    const groupMembers = async () => {
      throw new Error('no route to host');
    };
    await world.start({ config: makeConfig({ roles: byGroup }), groupMembers });

    const { approval } = await world.untilApproval();

    expect(wordsOf(approval)).toContain('EXO Approvers, its members could not be read in Microsoft Entra');
    expect(world.logs).toContainEqual(expect.objectContaining({ msg: 'members of a group could not be read' }));
  });
});
