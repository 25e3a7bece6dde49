import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createGroupMover, type GroupMover } from '../../../src/jobs/groups/mover.ts';
import { createGroupStore } from '../../../src/runs/groups/store.ts';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { JON, MIA, SAM, TENANT_ID } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

const LABELS = ['adatum', 'contoso', 'litware', 'wingtip', 'fabrikam'];
const idOf = (index: number) => `${index + 1}${TENANT_ID.slice(1)}`;
const { roles } = makeConfig();
const config = makeConfig({
  tenants: Object.fromEntries(LABELS.map((label, index) => [label, { domain: `${label}.com`, id: idOf(index) }])),
  roles: { ...roles, admin: [{ person: SAM.id, name: SAM.name }] },
  bulk: { atOnce: 2 },
});

let world: BotWorld;
let mover: GroupMover;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'), {
    config,
    resolveTenant: async (reference) => {
      const index = LABELS.findIndex((label, at) => [label, `${label}.com`, idOf(at)].includes(reference));
      return index < 0 ? undefined : { tenantId: idOf(index), domain: `${LABELS[index]}.com` };
    },
  });
  await world.start();
  const { redis, keys, store, records: sealed } = world;
  const now = () => Date.now();
  const logger = pino({ level: 'silent' });
  const groups = createGroupStore({ redis, keys, records: sealed, now });
  mover = createGroupMover({ redis, keys, sealed, store, groups, config, logger, now });
});
afterEach(async () => {
  await mover[Symbol.asyncDispose]();
  await world[Symbol.asyncDispose]();
});

/** The workers do their part in every open run, except a step that fails in some tenants. */
async function work(failing: Readonly<Record<string, string>> = {}): Promise<void> {
  for (let turns = 0; turns < 6; turns++) {
    await mover.look();
    for (const id of await world.store.openIds()) {
      const [label = ''] = id.split('-');
      const name = failing[label];
      await world.work(id, name ? [name] : []);
      const step = (await world.store.get(id))?.steps.find(({ state }) => state === 'queued');
      if (!step) continue;
      const error = {
        kind: 'person',
        code: `broken-${name}`,
        message: 'The policy allows 90 days.',
        advice: 'Mend it.',
      } as const;
      const outcome = { status: 'failed', error } as const;
      await world.store.apply(id, { type: 'step-finished', step: step.id, attempt: step.attempt, outcome });
    }
  }
  await mover.look();
}

async function ask(text = `onboard ${LABELS.join(' ')}`) {
  await world.say(MIA, text);
  const card = await world.untilMessage((each) => /Onboarding \d tenants/.test(wordsOf(each)));
  const [group = ''] = /group_\w+/.exec(wordsOf(card)) ?? [];
  const shows = (words: string) =>
    until(
      () => wordsOf(card).includes(words) || undefined,
      () => wordsOf(card),
      15_000,
    );
  const click = (person: typeof MIA, verb: string, data: object = {}) =>
    world.click(person, { verb, data: { group, ...data }, messageId: card.id });
  return { card, group, shows, click };
}

describe('@exo onboard with several tenants', () => {
  test('asks once for all, and goes on after a stop, from one card', async () => {
    const { card, group, shows, click } = await ask();
    await work();
    await shows('Waiting for approval');
    const words = wordsOf(card);
    for (const label of LABELS) expect(words).toContain(`${label}.com`.replace('.com', ''));
    expect(words).toContain('To approve, all 5 together');
    expect(words).toContain('Mail.ReadWrite');
    expect(world.connector.messages.filter((each) => wordsOf(each).includes('Approval needed:'))).toEqual([]);
    await world.untilMessage((each) => each.text.includes('approval needed for 5 tenants'));
    await until(async () => (await world.redis.hexists(world.keys.chat(group), 'approval:1')) || undefined);

    expect(JSON.stringify((await click(MIA, 'group-approve', { round: 1 })).value)).toContain('Only approvers');
    const elsewhere = { verb: 'group-approve', data: { group, round: 1 }, messageId: 'another' };
    expect(JSON.stringify((await world.click(JON, elsewhere)).value)).toContain('not the card');
    expect(JSON.stringify((await click(JON, 'group-approve', { round: 1 })).value)).toContain('approved by Jon Berg');

    await work({ litware: 'assign-role' });
    await shows('Stopped');
    expect(wordsOf(card)).toContain('litware');
    expect(wordsOf(card)).toContain('The policy allows 90 days.');
    expect(wordsOf(card)).toContain('Needs you');
    await world.untilMessage((each) => each.text.includes('stopped: litware, The policy allows 90 days.'));
    expect((await world.store.get('fabrikam-1'))?.gate?.state).toBe('open');

    expect(JSON.stringify((await click(MIA, 'group-continue')).value)).toContain('Working');
    await work({ litware: 'assign-role' });
    await shows('4 ready · 1 needing somebody');
    expect((await world.store.get('fabrikam-1'))?.state).toBe('finished');
    expect((await world.store.get('fabrikam-1'))?.gate?.decidedBy).toEqual({ id: JON.id, name: JON.name });
  });

  test('begins nothing but its canary where that fails, and says so', async () => {
    const { shows, card, click } = await ask();
    await work({ adatum: 'register-application' });

    await shows('Stopped');
    expect(wordsOf(card)).toContain('4 not begun');
    expect(await world.store.openIds()).toEqual(['adatum-1']);

    await world.say(MIA, 'status');
    const status = await world.untilMessage((each) => wordsOf(each).includes('Several tenants at once'));
    expect(wordsOf(status)).toContain('Onboarding 5 tenants');
    expect(JSON.stringify((await click(MIA, 'group-open')).value)).toContain('4 not begun');
  });

  test('names what cannot begin before anybody approves', async () => {
    const { shows } = await ask('onboard adatum contoso nosuch.com');
    await shows('nosuch.com');
    await shows('Left out');
  });

  test('is stopped by cancel --all', async () => {
    const { shows } = await ask();
    await mover.look();
    await world.say(SAM, 'cancel --all');
    await shows('Stopped for good');
    await work();
    expect(await world.store.openIds()).toEqual([]);
    expect(await world.store.get('contoso-1')).toBeUndefined();
  });
});
