import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { HOME_TENANT } from '../../support/bot-config.ts';
import { startConnector } from '../../support/connector.ts';
import { MIA, makeRequest } from '../../support/run-request.ts';
import { BOT, CHANNEL, THREAD } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
});
afterEach(() => world[Symbol.asyncDispose]());

const isDrawn = async () => (await world.redis.zcard(world.keys.redrawNow)) === 0 || undefined;
const areSaid = async () => (await world.redis.zcard(world.keys.notices)) === 0 || undefined;

/** A run of its own tenant whose card stands in the thread already. */
async function beginRun(label: string, index: number, conversationId = THREAD) {
  const place = {
    v: 1,
    kind: 'channel',
    channelId: 'msteams',
    tenantId: HOME_TENANT,
    serviceUrl: world.connector.serviceUrl,
    botId: BOT.id,
    conversationId,
  } as const;
  const card = await post(conversationId);
  const tenant = { id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`, domain: `${label}.com`, label };
  const run = await world.store.create(
    makeRequest({
      tenant: { ...tenant, cloud: 'global' },
      place: { runCard: { place, messageId: card.id }, command: label },
    }),
  );
  return { run, card };
}

/** Puts a message there as if an earlier process had posted it. */
async function post(conversation: string) {
  const url = `${world.connector.serviceUrl}v3/conversations/${encodeURIComponent(conversation)}/activities`;
  await fetch(url, { method: 'POST', body: JSON.stringify({ type: 'message', text: 'looking' }) });
  const message = world.connector.messages.at(-1);
  if (!message) throw new Error('nothing was posted');
  return message;
}

describe('run cards', () => {
  test('are drawn once when two bots run', async () => {
    await world.start();
    await world.start();

    const { card } = await beginRun('contoso', 1);
    await until(isDrawn);

    expect(card.writes).toBe(2);
    expect(wordsOf(card)).toContain('contoso-1');
  });

  test('of a run that changes twenty times in a moment are changed few times, and end right', async () => {
    await world.start();
    const began = Date.now();
    const { run, card } = await beginRun('contoso', 1);
    await world.store.apply(run.id, { type: 'step-started', step: 'check-tenant', attempt: 1 });

    for (let index = 0; index < 20; index++) {
      const note = `part ${index} of 20`;
      await world.store.apply(run.id, { type: 'step-progress', step: 'check-tenant', attempt: 1, note });
    }
    await until(isDrawn);

    // The first, the last, and one a second between them, however long this machine takes for the changes.
    expect(card.writes).toBeLessThanOrEqual(3 + Math.floor((Date.now() - began) / 1000));
    expect(JSON.stringify(card.card)).toContain('change 22 of contoso-1');
  });

  test('of one channel share one change a second, the one that ended first', async () => {
    const first = await world.start();
    const runs = [];
    for (let index = 1; index <= 3; index++) {
      const thread = `${CHANNEL};messageid=${index}`;
      runs.push(await beginRun(`tenant${index}`, index, thread));
    }
    await until(isDrawn);
    // Nobody writes in the meantime: all of it stands there when the next process comes.
    await first.disposeAsync();
    const before = world.connector.calls.length;

    for (const { run } of runs) {
      await world.store.apply(run.id, { type: 'step-progress', step: 'check-tenant', attempt: 1, note: 'x' });
    }
    const last = runs[2];
    if (last) await world.store.apply(last.run.id, { type: 'cancel', by: MIA });
    await world.start();
    await until(isDrawn);

    const edits = world.connector.calls.slice(before).filter(({ method }) => method === 'PUT');
    expect(edits[0]?.conversation).toContain(';messageid=3');
    // Three changes are two seconds apart; one may be on its way for longer than another.
    const [earliest = 0, latest = 0] = [edits[0]?.at, edits.at(-1)?.at];
    expect(edits.length).toBeGreaterThanOrEqual(3);
    expect(latest - earliest).toBeGreaterThanOrEqual((edits.length - 1) * 1000 - 900);
  });

  test('go on after a restart, from where they stand', async () => {
    const first = await world.start();
    const { run, card } = await beginRun('contoso', 1);
    await until(isDrawn);
    await first.disposeAsync();
    await world.work(run.id, ['check-server@mid2']);

    await world.start();

    await until(() => wordsOf(card).includes('mid2') || undefined);
    await until(isDrawn);
    await world.untilMessage((each) => wordsOf(each).includes('Approval needed'));
    expect(wordsOf(card)).toContain('approval');
  });

  test('of a runner that is away say so without a change of the run', async () => {
    let ahead = 0;
    await world.start({ now: () => Date.now() + ahead });
    for (const runner of ['mid1-elevated', 'mid1-connect', 'mid2-elevated', 'mid2-connect']) {
      const beat = { at: new Date().toISOString(), server: 'x', version: '0', node: '24' };
      await world.redis.set(world.keys.heartbeat(runner), JSON.stringify(beat));
      await world.accept(runner);
    }
    const { card } = await beginRun('contoso', 1);
    await until(isDrawn);
    expect(wordsOf(card)).not.toContain('is offline');

    ahead = 60_000;

    await until(() => wordsOf(card).includes('mid1 is offline') || undefined);
  });
});

describe('an address of Teams that changes', () => {
  test('is used from the next word on, also for cards that stand there already', async () => {
    await world.start();
    const { run } = await beginRun('contoso', 1);
    await until(isDrawn);
    await using moved = await startConnector();

    await world.say(MIA, 'help', { serviceUrl: moved.serviceUrl });
    await until(() => moved.messages.length > 0 || undefined);
    await world.store.apply(run.id, { type: 'cancel', by: MIA });

    await until(() => moved.calls.some(({ method }) => method === 'PUT') || undefined);
  });
});

describe('a platform in trouble', () => {
  test.each([
    [429, { 'retry-after': '1' }],
    [429, {}],
    [412, {}],
    [502, {}],
  ])('%i is tried again until it is taken', async (status, headers) => {
    world.connector.trouble({ status, times: 2, method: 'PUT', headers });
    await world.start();

    const { card } = await beginRun('contoso', 1);

    await until(() => wordsOf(card).includes('contoso-1') || undefined);
    expect(world.connector.calls.filter((call) => call.status === status).length).toBe(2);
  });

  test('that has removed the bot is not asked again and again, and the log says what to do', async () => {
    world.connector.trouble({ status: 403, times: 1000 });
    await world.start();
    const removed = world.connector.calls.length;

    const place = await beginRunInRemovedTeam();
    await until(isDrawn);
    for (let turn = 0; turn < 5; turn++) {
      await world.redis.ping();
      await until(isDrawn);
    }

    expect(world.connector.calls.slice(removed).length).toBeLessThanOrEqual(2);
    expect(world.logs).toContainEqual(
      expect.objectContaining({ msg: 'run card could not be changed', advice: expect.stringContaining('installed') }),
    );
    expect(await world.redis.zcard(world.keys.redrawLater)).toBe(1);
    expect(place.run.id).toBe('contoso-1');
  });

  async function beginRunInRemovedTeam() {
    const place = {
      v: 1,
      kind: 'channel',
      channelId: 'msteams',
      tenantId: HOME_TENANT,
      serviceUrl: world.connector.serviceUrl,
      botId: BOT.id,
      conversationId: THREAD,
    };
    const run = await world.store.create(
      makeRequest({ place: { runCard: { place, messageId: '1795000000000' }, command: 'x' } }),
    );
    return { run };
  }

  test('does not hold up other channels', async () => {
    await world.start();
    const blocked = await beginRun('adatum', 1, '19:blocked@thread.tacv2;messageid=1');
    await until(isDrawn);
    world.connector.trouble({ status: 429, times: 1, method: 'PUT', headers: { 'retry-after': '4' } });
    await world.store.apply(blocked.run.id, { type: 'step-progress', step: 'check-tenant', attempt: 1, note: 'x' });
    await until(() => world.connector.calls.some(({ status }) => status === 429) || undefined);

    const began = Date.now();
    const { card } = await beginRun('contoso', 2);
    await until(() => wordsOf(card).includes('contoso-1') || undefined);

    expect(Date.now() - began).toBeLessThan(2500);
  });
});

describe('lines in the thread', () => {
  test('a finished run is told once, with the requester mentioned, and the card is the hand-over', async () => {
    await world.start();
    await world.start();
    const { click } = await world.untilApproval();
    await world.click({ id: '0d9a1b2c-0000-4000-8000-000000000002', name: 'Jon Berg' }, click);

    await world.work('contoso-1');
    await until(isDrawn);
    await until(areSaid);

    const lines = world.connector.messages.filter((each) => each.text.includes('contoso is ready'));
    expect(lines).toHaveLength(1);
    expect(lines[0]?.text).toContain('<at>Mia Okafor</at>');
    expect(JSON.stringify(lines[0]?.entities)).toContain(MIA.id);
    await world.untilMessage((each) => wordsOf(each).includes('Enter in ServiceNow'));
  });

  test('a step that needs somebody is told once; its text cannot mention or format anything', async () => {
    await world.start();
    await world.say(MIA, 'onboard contoso');
    await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
    const message = 'mid2 has **old** modules <at>Jon Berg</at> [here](https://evil.example)';
    const error = { kind: 'person', code: 'module-too-old', message, advice: 'Update it.' } as const;

    await world.store.apply('contoso-1', {
      type: 'step-finished',
      step: 'check-server@mid2',
      attempt: 1,
      outcome: { status: 'failed', error },
    });

    const line = await world.untilMessage((each) => each.text.includes('needs you'));
    expect(line.text).toContain('<at>Mia Okafor</at>');
    expect(line.text).not.toMatch(/\*\*|<at>Jon|\[here\]/);
    await until(areSaid);
    expect(world.connector.messages.filter((each) => each.text.includes('needs you'))).toHaveLength(1);
  });
});

describe('a run that somebody changed in Redis', () => {
  test('is reported and holds up no other card', async () => {
    await world.start();
    const { run } = await beginRun('contoso', 1);
    await until(isDrawn);
    const doc = (await world.redis.hget(world.keys.run(run.id), 'doc')) ?? '';
    await world.redis.hset(world.keys.run(run.id), 'doc', doc.replace('"working"', '"finished"'));
    await world.redis.zadd(world.keys.redrawNow, Date.now(), run.id);

    await until(
      () => world.logs.some((line) => JSON.stringify(line).includes('entry in Redis set aside')) || undefined,
    );
    await world.say(MIA, 'help');

    await world.untilMessage((message) => wordsOf(message).includes('What you can do'));
    await until(isDrawn);
  });
});
