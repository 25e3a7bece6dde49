import { Queue } from 'bullmq';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import type { Message } from '../../support/connector.ts';
import { JON, MIA, makeRequest } from '../../support/run-request.ts';
import { mentionOf } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

const HOUR_MS = 3_600_000;
const Refresh = z.object({ action: z.object({ verb: z.string(), data: z.record(z.string(), z.unknown()) }) });

let world: BotWorld;
let ahead: number;
let started: AsyncDisposableStack;
beforeEach(async () => {
  ahead = 0;
  world = await createBotWorld(inject('redisUrl'), { now: () => Date.now() + ahead });
  started = await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

const isSettled = async () =>
  ((await world.redis.zcard(world.keys.redrawNow)) === 0 && (await world.redis.zcard(world.keys.notices)) === 0) ||
  undefined;
const gate = async () => (await world.store.get('contoso-1'))?.gate?.state;
const isApproval = (message: Message) => wordsOf(message).includes('Approval needed');

/** The message that shows something now and is none of those. */
const another = (than: Message, shows: (message: Message) => boolean) =>
  world.untilMessage((each) => each.id !== than.id && shows(each));

/** Approves on a message, whatever became of it. */
const approveOn = (message: Pick<Message, 'id'>) =>
  world.click(JON, { verb: 'approve', data: { run: 'contoso-1', round: 1 }, messageId: message.id });

describe('a run card that somebody deleted', () => {
  test('comes back in the same thread with the next change, and goes on there', async () => {
    const { runCard } = await world.untilApproval();
    await until(isSettled);
    world.connector.remove(runCard);

    await world.store.apply('contoso-1', { type: 'cancel', by: MIA });

    const back = await another(runCard, (each) => wordsOf(each).includes('Cancelled by Mia Okafor'));
    expect(back.conversation).toBe(runCard.conversation);
    await until(isSettled);
    expect(world.connector.messages.filter((each) => wordsOf(each).includes('Cancelled by Mia'))).toHaveLength(1);
  });

  test('comes back when its run is opened', async () => {
    const { runCard } = await world.untilApproval();
    await until(isSettled);
    world.connector.remove(runCard);

    await world.click(MIA, { verb: 'open-run', data: { run: 'contoso-1' }, messageId: 'a status card' });

    await another(runCard, (each) => wordsOf(each).includes('Onboarding contoso'));
  });
});

describe('a card that was posted twice because the answer of Teams got lost', () => {
  const lost = { status: 502, times: 1, method: 'POST', taken: true } as const;

  test('is closed on the first click, which decides nothing, and the other one decides', async () => {
    await world.say(MIA, 'onboard contoso');
    await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
    world.connector.trouble(lost);
    await world.work('contoso-1');
    const [twin, live] = await until(() => {
      const both = world.connector.messages.filter(isApproval);
      return both.length === 2 ? both : undefined;
    });
    await until(isSettled);

    const answer = await approveOn(twin ?? { id: '' });

    expect(answer).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    expect(JSON.stringify(answer.value)).toContain('Replaced: contoso-1, contoso');
    expect(JSON.stringify(answer.value)).toContain(
      `https://teams.microsoft.com/l/message/19%3Aexo-onboarding%40thread.tacv2/${live?.id}`,
    );
    await until(() => (twin && wordsOf(twin).includes('This card does not count')) || undefined);
    expect(await gate()).toBe('open');
    expect(JSON.stringify(await approveOn(live ?? { id: '' }))).toContain('Approved by Jon Berg');
  });

  test('is never taken for the card of another run, whatever a click says', async () => {
    const { approval } = await world.untilApproval();
    await world.say(MIA, 'help');
    const other = await another(approval, (each) => wordsOf(each).includes('What you can do'));
    const place = (await world.store.get('contoso-1'))?.request.place['runCard'];
    const tenant = { id: '00000000-0000-4000-8000-000000000009', domain: 'wingtip.com', label: 'wingtip' };
    const runCard = { ...Object(place), messageId: other.id };
    await world.store.create(
      makeRequest({ tenant: { ...tenant, cloud: 'global' }, place: { runCard, command: 'wingtip' } }),
    );

    const answer = await approveOn(other);

    expect(answer).toMatchObject({ statusCode: 403 });
    await until(isSettled);
    expect(wordsOf(other)).toContain('Onboarding wingtip');
  });

  test('never goes on saying that the tenant is looked up: Teams asks what it shows by now', async () => {
    world.connector.trouble(lost);
    await world.say(MIA, 'onboard contoso');
    const twin = await world.untilMessage((each) => wordsOf(each).includes('looking up the tenant'));
    await another(twin, (each) => wordsOf(each).includes('Asked by'));
    const refresh = twin.card?.['refresh'];
    expect(refresh).toMatchObject({ userIds: [mentionOf(MIA)], action: { type: 'Action.Execute' } });
    const { verb, data } = Refresh.parse(refresh).action;

    const answer = await world.click(MIA, { verb, data, messageId: twin.id, trigger: 'automatic' });

    expect(JSON.stringify(answer.value)).toContain('Replaced: onboard contoso');
    await until(() => wordsOf(twin).includes('This card does not count') || undefined);
  });
});

describe('the card of a command', () => {
  test('that asks by itself what it shows by now is the run card', async () => {
    await world.say(MIA, 'onboard contoso');
    const card = await world.untilMessage((each) => each.card?.['refresh'] !== undefined);
    const { verb, data } = Refresh.parse(card.card?.['refresh']).action;
    await world.untilMessage((each) => wordsOf(each).includes('Asked by'));

    const answer = await world.click(MIA, { verb, data, messageId: card.id, trigger: 'automatic' });

    expect(JSON.stringify(answer.value)).toContain('Asked by Mia Okafor');
    expect(wordsOf(card)).toContain('Asked by Mia Okafor');
  });

  test('that exo knows nothing of any more says so', async () => {
    const data = { command: 'of last year', kind: 'onboard', tenant: 'contoso' };

    const answer = await world.click(MIA, { verb: 'follow', data, messageId: '1', trigger: 'automatic' });

    expect(JSON.stringify(answer.value)).toContain('This card is out of date');
  });

  test('that somebody deleted is posted again with the answer', async () => {
    const release = Promise.withResolvers<void>();
    // Otherwise both take commands, and the one that looks up at once may be faster.
    await started.disposeAsync();
    await world.start({ resolveTenant: () => release.promise.then(() => undefined) });
    await world.say(MIA, 'onboard contosa');
    const card = await world.untilMessage((each) => wordsOf(each).includes('looking up the tenant'));
    world.connector.remove(card);

    release.resolve();

    await world.untilMessage((each) => wordsOf(each).includes('No tenant "contosa"'));
  });
});

describe('a command that is carried out again, because the process that answered it could not say so to Redis', () => {
  let queue: Queue;
  beforeEach(() => {
    queue = new Queue('bot', { connection: world.redis, prefix: world.keys.prefix });
  });
  afterEach(() => queue.close());

  /** The command that was carried out last, once so many were. */
  const untilDone = (count: number) =>
    until(async () => {
      const jobs = await queue.getCompleted();
      return jobs.length === count ? jobs[0] : undefined;
    });

  test('does not take its answer back while the tenant is looked up once more', async () => {
    await world.say(MIA, 'onboard contosa');
    const answer = await world.untilMessage((each) => wordsOf(each).includes('No tenant "contosa"'));
    const done = await untilDone(1);
    await started.disposeAsync();
    const [looksUp, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    await world.start({
      resolveTenant: async () => {
        looksUp.resolve();
        await release.promise;
        return undefined;
      },
    });

    await done.retry('completed');
    await looksUp.promise;
    const shownMeanwhile = wordsOf(answer);
    release.resolve();

    expect(shownMeanwhile).toContain('No tenant "contosa"');
  });

  test('writes nothing over the live card of an open run that moved into its message', async () => {
    const { runCard } = await world.untilApproval();
    await world.say(MIA, 'onboard contoso');
    const live = await another(runCard, (each) => wordsOf(each).includes('Asked by'));
    const done = await untilDone(2);
    await world.store.apply('contoso-1', { type: 'cancel', by: MIA });
    await until(() => wordsOf(live).includes('Cancelled by Mia Okafor') || undefined);
    await until(isSettled);
    await started.disposeAsync();
    await world.start({ resolveTenant: async () => undefined });

    await done.retry('completed');
    await untilDone(2);
    await until(isSettled);

    expect(wordsOf(live)).toContain('Cancelled by Mia Okafor');
  });
});

describe('an approval card that somebody deleted', () => {
  async function untilDeleted() {
    const { approval } = await world.untilApproval();
    await until(isSettled);
    world.connector.remove(approval);
    return approval;
  }

  async function expectBack(deleted: Message) {
    const back = await another(deleted, isApproval);
    await until(isSettled);

    expect(await approveOn(deleted)).toMatchObject({ value: expect.anything() });
    expect(await gate()).toBe('open');
    expect(JSON.stringify(await approveOn(back))).toContain('Approved by Jon Berg');
    expect(await gate()).toBe('approved');
  }

  test('comes back by retry, and the deleted one is invalid', async () => {
    const deleted = await untilDeleted();
    await world.say(MIA, 'retry contoso-1');

    await expectBack(deleted);
    await world.untilMessage((each) => each.text.includes('waits for approval by Jon Berg or Ana Ruiz'));
  });

  test('comes back by onboard, and the deleted one is invalid', async () => {
    const deleted = await untilDeleted();
    await world.say(MIA, 'onboard contoso');

    await expectBack(deleted);
  });

  test('comes back by Open, and the deleted one is invalid', async () => {
    const deleted = await untilDeleted();
    await world.click(MIA, { verb: 'open-run', data: { run: 'contoso-1' }, messageId: 'a status card' });

    await expectBack(deleted);
  });

  test('comes back by itself within the hour', async () => {
    const deleted = await untilDeleted();
    ahead = HOUR_MS;

    await expectBack(deleted);
  });

  test('holds up nothing once it is decided', async () => {
    const deleted = await untilDeleted();

    await world.store.apply('contoso-1', { type: 'cancel', by: MIA });

    await world.untilMessage((each) => each.text.includes('contoso-1 was cancelled by Mia Okafor'));
    await until(isSettled);
    expect(world.connector.messages.filter((each) => each.id !== deleted.id && isApproval(each))).toEqual([]);
  });
});
