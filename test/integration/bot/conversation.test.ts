import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import type { ResolveTenant } from '../../../src/bot/bot.ts';
import { type BotWorld, createBotWorld, resolveContoso, wordsOf } from '../../support/bot.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
import { clickFrom, installationBy, messageFrom, THREAD } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';

const NOBODY = { id: '0d9a1b2c-0000-4000-8000-0000000000ff', name: 'Sam Stranger' };
const OTHER_TENANT = '11111111-2222-4333-8444-555555555555';

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
});
afterEach(() => world[Symbol.asyncDispose]());

describe('onboard', () => {
  test('posts one card into the thread, which becomes the run card', async () => {
    await world.start();

    await world.say(MIA, 'onboard contoso');

    const message = await world.untilMessage((each) => wordsOf(each).includes('contoso-1'));
    expect(message.conversation).toBe(THREAD);
    expect(wordsOf(message)).toContain('Asked by Mia Okafor');
    expect(world.connector.messages).toHaveLength(1);
    const run = await world.store.get('contoso-1');
    expect(run?.request).toMatchObject({ mode: 'full', serverGroup: 'emea', requester: { id: MIA.id } });
  });

  test('is answered at once and shown at once while Entra is slow', async () => {
    const release = Promise.withResolvers<void>();
    const slow: ResolveTenant = async (reference, cloud) => {
      await release.promise;
      return resolveContoso(reference, cloud);
    };
    await world.start({ resolveTenant: slow });

    const began = performance.now();
    const response = await world.say(MIA, 'onboard contoso');
    const answered = performance.now() - began;

    expect(response.status).toBe(200);
    expect(answered).toBeLessThan(1000);
    await world.untilMessage((each) => wordsOf(each).includes('looking up the tenant'));
    expect(await world.store.board()).toEqual([]);
    release.resolve();
    await world.untilMessage((each) => wordsOf(each).includes('contoso-1'));
  });

  test('delivered three times is one run and one card', async () => {
    await world.start();
    const activity = messageFrom(MIA, 'onboard contoso', world.where);

    await Promise.all([world.send(activity), world.send(activity)]);
    await world.untilMessage((each) => wordsOf(each).includes('contoso-1'));
    await world.send(activity);

    await world.say(LEE, 'status');
    await world.untilMessage((each) => wordsOf(each).includes('Status'));
    expect(world.connector.messages).toHaveLength(2);
    expect(await world.store.board()).toHaveLength(1);
  });

  test('that died just after it had begun its run goes on with it when it is carried out again', async () => {
    const died = await world.start();
    const activity = messageFrom(MIA, 'onboard contoso', world.where);
    await world.send(activity);
    const card = await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
    await using queue = world.intakeQueue();
    const [job] = await until(async () => {
      const done = await queue.getJobs(['completed']);
      return done.length > 0 ? done : undefined;
    });
    const { done: _done, ...data } = job?.data ?? {};
    await job?.updateData(data);
    await died.disposeAsync();
    await world.start();

    await job?.retry('completed');

    // Its card stays as it is: nothing is written over what delivery keeps up to date.
    await until(async () => (await job?.isCompleted()) || undefined);
    expect(wordsOf(card)).toContain('Asked by Mia Okafor');
    expect(world.connector.messages).toHaveLength(1);
    expect(await world.store.get('contoso-2')).toBeUndefined();
  });

  test('whose job is put back after it was done does nothing more', async () => {
    await world.start();
    await world.say(MIA, 'onboard contoso');
    await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
    await using queue = world.intakeQueue();
    const [job] = await until(async () => {
      const done = await queue.getJobs(['completed']);
      return done.length > 0 ? done : undefined;
    });
    await world.store.apply('contoso-1', { type: 'cancel', by: MIA });

    await job?.remove();
    const again = await queue.add('command', job?.data ?? {}, { jobId: job?.id ?? '' });

    await until(async () => (await again.isFailed()) || undefined);
    expect(await world.store.get('contoso-2')).toBeUndefined();
  });

  test('that lay there for long is not done but asked for again', async () => {
    const taken = await world.start({ now: () => Date.now() - 3_600_000 });
    const queue = world.intakeQueue();
    await queue.pause();
    await world.say(MIA, 'onboard contoso');
    await taken.disposeAsync();
    await world.start();

    await queue.resume();

    const answer = await world.untilMessage((each) => wordsOf(each).includes('Nothing was done'));
    expect(wordsOf(answer)).toContain('Say it again if you still want it.');
    expect(await world.store.board()).toEqual([]);
    await queue.close();
  });

  test('of a tenant with an open run says so and moves the live card here', async () => {
    await world.start();
    await world.say(MIA, 'onboard contoso');
    const first = await world.untilMessage((each) => wordsOf(each).includes('contoso-1'));
    const elsewhere = '19:exo-onboarding@thread.tacv2;messageid=1795000009999';

    await world.say(MIA, 'onboard contoso', { conversation: elsewhere });

    await world.untilMessage((each) => each.text.includes('contoso-1 is already working, started by Mia Okafor'));
    await until(() => wordsOf(first).includes('has moved') || undefined);
    const here = await world.untilMessage(
      (each) => each.conversation === elsewhere && wordsOf(each).includes('Asked by Mia Okafor'),
    );
    await world.store.apply('contoso-1', { type: 'cancel', by: MIA });
    await until(() => wordsOf(here).includes('Cancelled by Mia Okafor') || undefined);
    expect(wordsOf(first)).toContain('has moved');
  });

  test('of an unknown tenant offers the near ones', async () => {
    await world.start();

    await world.say(MIA, 'onboard contosa');

    const message = await world.untilMessage((each) => wordsOf(each).includes('No tenant "contosa"'));
    expect(wordsOf(message)).toContain('onboard contoso');
    expect(await world.store.board()).toEqual([]);
  });

  test('in link mode without a public address says what is missing', async () => {
    await world.start();

    await world.say(MIA, 'onboard contoso link');

    const message = await world.untilMessage((each) => wordsOf(each).includes('Set publicUrl'));
    expect(wordsOf(message)).toContain('not configured');
  });

  test('by a viewer is refused with the names of those who may', async () => {
    await world.start();

    await world.say(LEE, 'onboard contoso');

    await world.untilMessage(
      (each) => each.text.includes('You do not have the right to ask for this') && each.text.includes('Mia Okafor'),
    );
    expect(await world.store.board()).toEqual([]);
  });

  test('by somebody without any role is refused, by somebody of another tenant with one sentence', async () => {
    await world.start();

    await world.say(NOBODY, 'onboard contoso');
    await world.say(MIA, 'onboard contoso', { tenantId: OTHER_TENANT });

    await world.untilMessage((each) => each.text.startsWith('You do not have the right'));
    await world.untilMessage((each) => each.text === 'exo works only for members of Fabrikam Managed Services.');
    expect(await world.store.board()).toEqual([]);
  });
});

describe('misunderstandings', () => {
  test('a mistyped command is offered as it was meant, and the button says it', async () => {
    await world.start();
    await world.say(MIA, 'onbord contso');
    const message = await world.untilMessage((each) => wordsOf(each).includes('Did you mean'));
    expect(wordsOf(message)).toContain('@exo onboard contoso');

    const click = { verb: 'do', data: { command: 'onboard contoso' }, messageId: message.id };
    const [first] = await Promise.all([world.click(MIA, click), world.click(MIA, click)]);

    expect(first).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.activity.message' });
    await world.untilMessage((each) => wordsOf(each).includes('contoso-1'));
    expect(await world.store.board()).toHaveLength(1);
  });

  test('an edited message is a command again, the same text is not', async () => {
    await world.start();
    const typo = messageFrom(MIA, 'onboard contosa', world.where);
    await world.send(typo);
    await world.untilMessage((each) => wordsOf(each).includes('No tenant "contosa"'));
    const edit = { type: 'messageUpdate', channelData: { ...typo.channelData, eventType: 'editMessage' } };

    await world.send({ ...typo, ...edit });
    await world.send({ ...typo, ...edit, text: '<at>exo</at> onboard contoso' });

    await world.untilMessage((each) => wordsOf(each).includes('contoso-1'));
    expect(world.connector.messages).toHaveLength(2);
  });

  test.each(['', 'hello', '?', 'thanks'])('%j gets help with what this person may do', async (text) => {
    await world.start();

    await world.say(LEE, text);

    const message = await world.untilMessage((each) => wordsOf(each).includes('What you can do'));
    expect(wordsOf(message)).toContain('@exo status');
    expect(wordsOf(message)).not.toContain('@exo onboard');
  });

  test('a command without its tenant says what it needs', async () => {
    await world.start();

    await world.say(MIA, 'onboard');

    await world.untilMessage((each) => wordsOf(each).includes('onboard needs a tenant'));
  });
});

describe('retry, cancel, status', () => {
  test('status of a tenant shows its open run, cancel ends it', async () => {
    await world.start();
    await world.say(MIA, 'onboard contoso');
    const live = await world.untilMessage((each) => wordsOf(each).includes('contoso-1'));

    await world.say(LEE, 'status contoso');
    await world.untilMessage((each) => each !== live && wordsOf(each).includes('Asked by Mia Okafor'));
    await world.say(LEE, 'cancel contoso');
    await world.untilMessage((each) => each.text.startsWith('You do not have the right to do this'));
    await world.say(JON, 'cancel contoso');

    await until(() => wordsOf(live).includes('Cancelled by Jon Berg') || undefined);
    await world.untilMessage((each) => each.text.includes('contoso-1 was cancelled by Jon Berg'));
  });

  test('of something unknown offers the near names', async () => {
    await world.start();

    await world.say(JON, 'retry contos');

    const message = await world.untilMessage((each) => wordsOf(each).includes('No tenant and no run "contos"'));
    expect(wordsOf(message)).toContain('Near: contoso');
  });
});

describe('looking', () => {
  test('status pages, opening and refreshing a run are answered to the one who clicks, and change no message', async () => {
    await world.start();
    await world.say(MIA, 'onboard contoso');
    await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
    await world.say(LEE, 'status');
    const { id: messageId } = await world.untilMessage((each) => wordsOf(each).includes('Status'));
    const before = world.connector.calls.length;

    const click = async (verb: string, data: Record<string, unknown>) =>
      JSON.stringify(await world.click(LEE, { verb, data, messageId, trigger: 'automatic' }));

    expect(await click('status', {})).toContain('1 working');
    expect(await click('status-page', { page: 0 })).toContain('All tenants');
    expect(await click('status-page', { page: 'x' })).toContain('not understood any more');
    expect(await click('open-run', { run: 'contoso-1' })).toContain('Asked by Mia Okafor');
    expect(await click('refresh', { run: 'contoso-1' })).toContain('Asked by Mia Okafor');
    expect(await click('refresh', { run: 'wingtip-1' })).toContain('knows no run wingtip-1');
    expect(await click('help', { more: true })).toContain('@exo status');
    expect(world.connector.calls.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
  });

  test('is refused to somebody without a role', async () => {
    await world.start();

    const answer = await world.click(NOBODY, { verb: 'status', data: {}, messageId: '1' });

    expect(JSON.stringify(answer)).toContain('You do not have the right to see runs and tenants');
  });
});

describe('the platform', () => {
  test('an installation is welcomed once, however often it is reported', async () => {
    await world.start();

    await Promise.all([1, 2, 3].map(() => world.send(installationBy(MIA, world.where))));
    await world.send(installationBy(MIA, world.where));

    await world.untilMessage((each) => wordsOf(each).includes('exo is here'));
    expect(world.connector.messages).toHaveLength(1);
  });

  test('an unknown button and an unknown invoke get a sentence, not an error of the platform', async () => {
    await world.start();

    const unknown = await world.click(MIA, { verb: 'explode', data: {}, messageId: '1' });
    const invoke = clickFrom(MIA, { verb: 'x', data: {}, messageId: '1' }, world.where);
    const other = await (await world.send({ ...invoke, name: 'config/fetch' })).json();

    const error = { statusCode: 403, type: 'application/vnd.microsoft.error' };
    expect(unknown).toMatchObject({
      ...error,
      value: { message: expect.stringContaining('does not know this button') },
    });
    expect(other).toMatchObject(error);
  });

  test('an older client that submits instead of invoking gets its answer in the thread', async () => {
    await world.start();
    const submit = {
      ...messageFrom(LEE, '', world.where),
      text: undefined,
      value: { verb: 'cancel', run: 'contoso-1' },
    };

    expect((await world.send(submit)).status).toBe(200);

    await world.untilMessage((each) => each.text.startsWith('You do not have the right to do this'));
  });

  test.each([[{}], [{ type: 'message' }], [[]]])('a body that is no activity (%j) is refused', async (body) => {
    await world.start();

    expect((await world.send(body)).status).toBe(400);
  });

  test.each([undefined, null, ''])('two messages with the id %j are two commands', async (id) => {
    await world.start();
    const activity = { ...messageFrom(LEE, 'help', world.where), id };

    await world.send(activity);
    await world.send(activity);

    await until(() => world.connector.messages.length === 2 || undefined);
  });

  test('an activity without the parts that Teams always sends does no harm', async () => {
    await world.start();
    const { serviceUrl } = world.where;

    const response = await world.send({ type: 'message', channelId: 'msteams', serviceUrl, conversation: { id: 'x' } });

    expect(response.status).toBe(200);
    expect(world.logs.some(({ msg }) => msg === 'activity could not be handled')).toBe(true);
  });
});
