import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type EnrolmentToken, fingerprint, parseToken, proveToken } from '../../../src/contracts/fleet/enrolment.ts';
import type { StepOutcome } from '../../../src/contracts/job.ts';
import { createSealingKey, publicSealingKey } from '../../../src/contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { RunnerRegistry } from '../../../src/runs/fleet/runner-registry.ts';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { ANA_ID, makeConfig } from '../../support/bot-config.ts';
import { JON, MIA } from '../../support/run-request.ts';
import { FRESH } from '../../support/step-outputs.ts';

const PERSONAL = { conversation: 'a:1personal', kind: 'personal' } as const;
const ANA = { id: ANA_ID, name: 'Ana Ruiz' };

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
  const { roles } = makeConfig();
  // Jon is admin and approver: he may give tokens, and may not accept what enrols with them.
  const config = makeConfig({ roles: { ...roles, admin: [{ person: JON.id, name: JON.name }] } });
  await world.start({ config });
  world.startRegistrar(config);
});
afterEach(() => world[Symbol.asyncDispose]());

async function tokensFor(server: string): Promise<EnrolmentToken[]> {
  await world.say(JON, `runner add ${server}`, PERSONAL);
  const message = await world.untilMessage((each) => wordsOf(each).includes(`Enrol the runners of ${server}`));
  return wordsOf(message)
    .split(/\s+/)
    .filter((word) => word.length > 300)
    .map(parseToken);
}

/** What the MID server does with a token. */
async function enrol(token: EnrolmentToken): Promise<string> {
  const keys = {
    signKey: publicSigningKey(await createSigningKey()),
    sealKey: publicSealingKey(await createSealingKey()),
  };
  const request = { id: token.id, server: token.server, host: 'MID1', ...keys };
  const proof = proveToken(token.secret, request);
  await world.redis.set(world.keys.enrolment(token.id), JSON.stringify({ ...request, proof }));
  return fingerprint(keys);
}

describe('letting a runner in', () => {
  test('takes a token of an admin, keys of the MID server, and another approver who compares', async () => {
    const [token] = await tokensFor('mid1');
    if (!token) throw new Error('no token');
    const shown = await enrol(token);

    await world.say(ANA, 'runners');
    const list = await world.untilMessage((each) => wordsOf(each).includes('Accept mid1-elevated?'));
    expect(wordsOf(list)).toContain(shown);
    const accept = { verb: 'accept-runner', data: { runner: token.id, fingerprint: shown }, messageId: list.id };

    expect(JSON.stringify(await world.click(MIA, accept))).toContain('You do not have the right');
    expect(JSON.stringify(await world.click(JON, accept))).toContain('another approver must accept it');
    expect(JSON.stringify(await world.click(ANA, { ...accept, data: { ...accept.data, fingerprint: 'x' } }))).toContain(
      'Look again with @exo runners, and compare.',
    );
    expect(await world.redis.hexists(world.keys.runners, token.id)).toBe(0);

    const answer = await world.click(ANA, accept);

    expect(JSON.stringify(answer)).toContain('accepted by Ana Ruiz');
    expect(await world.redis.hexists(world.keys.runners, token.id)).toBe(1);
  });

  test('gives no token in a channel, and none to anybody but an admin', async () => {
    await world.say(JON, 'runner add mid1');
    await world.untilMessage((each) => wordsOf(each).includes('In our personal chat, please'));
    await world.say(MIA, 'runner add mid1', PERSONAL);
    await world.untilMessage((each) => wordsOf(each).includes('You do not have the right'));

    expect(await world.redis.exists(world.keys.enrolling)).toBe(0);
  });

  test('is explained when the server is not configured', async () => {
    await world.say(JON, 'runner add mid9', PERSONAL);

    const answer = await world.untilMessage((each) => wordsOf(each).includes('No MID server mid9'));

    expect(wordsOf(answer)).toContain('exo.config.yaml');
  });

  test('is not held up by a runner that writes nonsense where only it may write', async () => {
    await tokensFor('mid1');
    await world.redis.set(world.keys.enrolment('mid1-elevated'), '{"id":');
    await world.redis.set(world.keys.heartbeat('mid2-elevated'), 'nonsense');

    await world.say(MIA, 'runners');
    const card = await world.untilMessage((each) => wordsOf(each).includes('Runners on the MID servers'));

    expect(wordsOf(card)).toContain('0 of 6 runners here');
  });

  test('is needed to be here: a runner that beats and was not accepted gets no work', async () => {
    const beat = { at: new Date().toISOString(), server: 'mid1', version: '1.0.0', build: '3f2a91c0', node: 'v24' };
    for (const id of ['mid1-elevated', 'mid1-connect']) {
      await world.redis.set(world.keys.heartbeat(id), JSON.stringify(beat));
    }
    await world.accept('mid1-elevated');

    await world.say(MIA, 'runners');
    const runners = wordsOf(await world.untilMessage((each) => wordsOf(each).includes('Runners on the MID servers')));

    expect(runners).toContain('1 of 6 runners here');
    expect(runners).toContain(' · version 1.0.0 (3f2a91c0)');
    await world.say(MIA, 'status');
    await world.untilMessage((each) => wordsOf(each).includes('has a runner that is not accepted: @exo runners'));
  });

  test('ends at once with remove', async () => {
    const [token] = await tokensFor('mid1');
    if (!token) throw new Error('no token');
    const shown = await enrol(token);
    await world.say(ANA, 'runners');
    const list = await world.untilMessage((each) => wordsOf(each).includes('Accept mid1-elevated?'));
    await world.click(ANA, {
      verb: 'accept-runner',
      data: { runner: token.id, fingerprint: shown },
      messageId: list.id,
    });

    await world.say(JON, 'runner remove mid1');
    await world.untilMessage((each) => wordsOf(each).includes('mid1 is out'));

    expect(await acceptedRunners()).toEqual([]);
  });

  async function acceptedRunners(): Promise<string[]> {
    const keys = [publicSigningKey(world.orchestratorKey)];
    const registry = new RunnerRegistry(world.redis, world.keys, keys, pino({ level: 'silent' }));
    return [...(await registry.all()).keys()];
  }
});

describe('the last check of a MID server', () => {
  test('stands on the card of the runners, whether it passed or blocked', async () => {
    await world.say(MIA, 'onboard contoso');
    await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
    const message = 'ExchangeOnlineManagement 3.9.0 is installed: searches with a certificate need 3.10.1.';
    const warned = { code: 'exchange-module', level: 'warning', message, advice: 'Update it' } as const;
    await report('check-server@mid1', {
      status: 'done',
      output: {
        ...FRESH['check-server'],
        exchangeModuleVersion: '3.9.0',
        findings: [warned, ...FRESH['check-server'].findings],
      },
    });
    await report('check-server@mid2', {
      status: 'failed',
      error: { kind: 'person', code: 'clock', message: 'The clock is wrong by 900 seconds.', advice: 'Correct it.' },
    });

    await world.say(MIA, 'runners');
    const card = wordsOf(await world.untilMessage((each) => wordsOf(each).includes('Last check of the MID servers')));

    expect(card).toContain(message);
    expect(card).toContain(' · ExchangeOnlineManagement 3.9.0\n');
    expect(card).toContain('The clock is wrong by 900 seconds. Correct it.');
    expect(card).toContain('not checked yet');
  });

  test('says nothing about a server whose runner nobody accepted', async () => {
    await world.say(MIA, 'onboard contoso');
    await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
    const error = {
      kind: 'person',
      code: 'runner-not-accepted',
      message: 'Not accepted.',
      advice: 'Accept it.',
    } as const;
    await report('check-server@mid1', { status: 'failed', error });

    expect(await world.store.serverChecks()).toEqual(new Map());
  });

  test('cannot be made up by somebody who can write to Redis', async () => {
    const check = { server: 'mid1', run: 'contoso-1', at: 0, exchangeModuleVersion: '9.9.9', findings: [] };
    await world.redis.hset(world.keys.servers, 'mid1', `forged.${JSON.stringify(check)}`);

    expect(await world.store.serverChecks()).toEqual(new Map());
    expect((await world.quarantine.read()).entries).toMatchObject([{ where: 'server mid1' }]);
  });

  async function report(step: string, outcome: StepOutcome): Promise<void> {
    await world.store.apply('contoso-1', { type: 'step-finished', step, attempt: 1, outcome });
  }
});
