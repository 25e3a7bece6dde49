import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsOf } from '../../attacks/world/chat.ts';
import { ada, jon, mia } from '../../attacks/world/people.ts';
import { findSecrets } from '../../support/find-secrets.ts';
import { OURS, type PlantedWorld, startPlantedWorld, WRONG } from '../../support/planted-world.ts';

let world: PlantedWorld;

beforeAll(async () => {
  world = await startPlantedWorld();
}, 120_000);

afterAll(async () => {
  await world?.[Symbol.asyncDispose]();
}, 60_000);

afterEach(async () => {
  expect(await world.leaks()).toEqual([]);
});

function wrongPassword(url: string | undefined): string {
  return Object.assign(new URL(url ?? ''), { password: WRONG }).href;
}

/** Somebody asks the bot for help and gets it. */
async function untilAnswered(): Promise<void> {
  const conversation = `19:${randomBytes(4).toString('hex')}`;
  await world.chat.say(mia, 'help', { conversation });
  await world.chat.untilMessage(conversation, (each) => each.card !== undefined, 60_000);
}

describe('the search', () => {
  it.each([
    ['as it is', (secret: string) => secret],
    ['in JSON', (secret: string) => JSON.stringify({ text: JSON.stringify({ secret }) })],
    ['in base64', (secret: string) => Buffer.from(secret).toString('base64')],
    ['in base64url, in the middle of more', (secret: string) => Buffer.from(`{"d":"${secret}"}`).toString('base64url')],
    [
      'in the payload of a token',
      (secret: string) => `eyJhbGciOiJ9.${Buffer.from(`{"a":"é${secret}"}`).toString('base64url')}.x`,
    ],
    ['in hexadecimal', (secret: string) => Buffer.from(secret).toString('hex')],
  ])('sees a secret that a process writes and that stands in Redis, %s', async (what, form) => {
    const canary = `canary-${randomBytes(12).toString('base64')}`;
    const name = `canary ${what}`;
    const key = `${world.keys.prefix}:canary`;
    const args = ['-e', 'console.log(process.env.CANARY)'];
    await world.start({ name, command: process.execPath, args, env: { CANARY: form(canary) }, ready: /./ });
    await world.admin.hset(key, 'data', form(canary));

    const found = findSecrets(new Map([['canary', canary]]), await world.everything());

    expect(found).toEqual([`canary in log of ${name}`, 'canary in Redis']);
    await world.admin.del(key);
  });
});

describe('no secret is written', { timeout: 180_000 }, () => {
  it('when Redis does not take the password at the start', async () => {
    const plans = [world.plans.bot, world.plans.jobs, world.plans.runner('mid7-elevated')];
    await Promise.all(
      plans.map((plan) =>
        world.start(plan, {
          name: `${plan.name} with a wrong password`,
          env: { ...plan.env, REDIS_URL: wrongPassword(plan.env['REDIS_URL']), PORT: '0' },
          ready: /Redis connection failed/,
        }),
      ),
    );

    for (const { name } of plans) {
      expect(world.logOf(`${name} with a wrong password`)).toContain('WRONGPASS');
      await world.supervisor.kill(`${name} with a wrong password`);
    }
  });

  it('when a file holds garbage, cannot be read, or is the wrong one', async () => {
    const file = (name: string, text: string) => {
      writeFileSync(join(world.folder, name), text);
      return join(world.folder, name);
    };
    const { jobs, bot, runner } = { ...world.plans, runner: world.plans.runner('mid7-connect') };
    const { orchestrator } = world.roleKeys;
    const cutOff = file('cut-off.json', JSON.stringify(orchestrator).slice(0, -1));
    const another = file('another.json', JSON.stringify({ ...orchestrator, kty: 'none' }));
    const home = join(world.folder, 'broken-home');
    mkdirSync(home);
    const runnerHome = String(runner.env['EXO_RUNNER_HOME']);
    writeFileSync(join(home, 'runner.json'), readFileSync(join(runnerHome, 'runner.json')));
    writeFileSync(join(home, 'keys.json'), readFileSync(join(runnerHome, 'keys.json'), 'utf8').replace('"d"', 'd"'));

    const codes = await Promise.all([
      world.runToEnd('src/jobs/main.ts', { ...jobs.env, EXO_ORCHESTRATOR_KEY_FILE: cutOff }),
      world.runToEnd('src/jobs/main.ts', { ...jobs.env, EXO_CONFIG: cutOff }),
      world.runToEnd('src/jobs/main.ts', { ...jobs.env, REDIS_URL_FILE: another }),
      world.runToEnd('src/bot/main.ts', { ...bot.env, EXO_BOT_KEY_FILE: another }),
      world.runToEnd('src/bot/main.ts', { ...bot.env, EXO_SEAL_KEY_FILE: world.folder }),
      world.runToEnd('src/runners/main.ts', { ...runner.env, EXO_RUNNER_HOME: home }),
    ]);

    expect(codes).toEqual([78, 78, 78, 78, 78, 78]);
  });

  it('when a runner is enrolled with a token that was cut off, or a wrong password', async () => {
    const conversation = '19:ada';
    await world.chat.say(ada, 'runner add mid7', { conversation, kind: 'personal' });
    const card = await world.chat.untilMessage(conversation, (each) => /eyJ[\w-]{100,}/.test(wordsOf(each)));
    const [token = ''] = /eyJ[\w-]{100,}/.exec(wordsOf(card)) ?? [];
    const text = Buffer.from(token, 'base64url').toString();
    const { secret } = JSON.parse(text);
    world.internet.messages.splice(0);
    world.planted.set('enrolment token', secret);
    const plan = world.plans.runner('mid7-elevated');
    const env: Record<string, string> = { ...plan.env, EXO_RUNNER_HOME: join(world.folder, 'new-home') };
    const broken = Buffer.from(text.replace(`"${secret}"`, `${secret}"`)).toString('base64url');

    expect(await world.runToEnd('src/runners/enrol.ts', env, broken)).not.toBe(0);
    expect(await world.runToEnd('src/runners/enrol.ts', env, token.slice(0, -9))).not.toBe(0);
    expect(
      await world.runToEnd('src/runners/enrol.ts', { ...env, REDIS_URL: wrongPassword(env['REDIS_URL']) }, token),
    ).not.toBe(0);
  });

  it('when Entra and Graph refuse and fail', async () => {
    const { jobs } = world.plans;
    const { AZURE_CLIENT_CERTIFICATE_PATH: _, ...env } = jobs.env;
    await world.supervisor.kill('jobs');
    const name = 'jobs with a wrong secret';
    await world.start(jobs, { name, env: { ...env, AZURE_CLIENT_SECRET: WRONG } });
    await world.untilError(await world.runs.onboard(world.customer('plain')));
    await world.supervisor.kill(name);
    await world.supervisor.startAgain('jobs');

    for (const failStatus of [401, 403, 500]) {
      world.entra.setFaults({ fail: 99, failStatus });
      await world.untilError(await world.runs.onboard(world.customer('plain')));
    }
    world.entra.setFaults({ fail: 0 });
  });

  it('when the bot cannot sign in to answer', async () => {
    const { bot } = world.plans;
    await world.supervisor.kill('bot');
    const name = 'bot with a wrong password';
    await world.start(bot, { name, env: { ...bot.env, MicrosoftAppPassword: WRONG } });
    await world.chat.say(mia, 'help', { conversation: '19:unanswered' });

    await world.untilLogged(name, 'command could not be carried out');

    await world.supervisor.kill(name);
    await world.supervisor.startAgain('bot');
  });

  it('when PowerShell fails and crashes with a certificate in its hands', async () => {
    const customer = world.customer('pair');
    const step = 'import-certificate@mid4';
    const trap = join(world.serverFolder('mid4'), 'trap');
    writeFileSync(trap, 'fails');
    const id = await world.runs.onboard(customer);
    await world.runs.untilAsked(customer, 60_000);
    await world.runs.decide(customer, 'approve', jon);
    await world.untilError(id, step);
    world.plantCertificates('mid3', 'mid4');
    expect(await world.leaks()).toEqual([]);

    writeFileSync(trap, 'crashes');
    await world.chat.say(mia, `retry ${id}`, { conversation: world.runs.placeOf(customer) });
    await world.untilError(id, step, 2);
    world.plantCertificates('mid3', 'mid4');
  });
});

describe('Redis that is away makes a handful of lines in each log, and no secret, when', { timeout: 180_000 }, () => {
  const NEW_PASSWORD = `planted-new-${randomBytes(12).toString('hex')}`;
  // Up to six things of a process talk to Redis; each says that it fails and that it works again.
  const MOST_LINES = 12;
  /** Where each log ended before. */
  const ends = new Map<string, number>();
  const since = (name: string) => world.logOf(name).slice(ends.get(name));

  beforeEach(() => {
    world.planted.set('the new Redis password', NEW_PASSWORD);
    for (const name of OURS) ends.set(name, world.logOf(name).length);
  });

  /** Somebody speaks to the bot, which says after its patience that it cannot note that down. */
  async function untilRefused(): Promise<void> {
    const conversation = `19:${randomBytes(4).toString('hex')}`;
    await world.chat.say(mia, 'status', { conversation });
    await world.chat.untilMessage(conversation, (each) => wordsOf(each).includes('does not answer'));
  }

  async function untilBack(): Promise<void> {
    for (const name of OURS) await world.untilLogged(name, 'Redis connection is back', ends.get(name));
  }

  /** What somebody who reads the log is shown, except the work that goes on: steps and what becomes of them. */
  function lines(name: string): string[] {
    const shown = (line: string) =>
      /^\{"level":[4-6]0,/.test(line) || (line.startsWith('{"level":30') && !/"run":/.test(line));
    return since(name).split('\n').filter(shown);
  }

  function expectHandful(): void {
    for (const name of OURS) expect(lines(name).length, lines(name).join('\n')).toBeLessThanOrEqual(MOST_LINES);
  }

  it('the passwords are changed', async () => {
    for (const user of OURS) {
      await world.admin.call('ACL', 'SETUSER', user, 'resetpass', `>${NEW_PASSWORD}`);
      await world.admin.call('CLIENT', 'KILL', 'USER', user);
    }
    // The worker's own connection may be refused first; only the one that was refused itself says that it is back.
    for (const name of OURS) await world.untilLogged(name, 'Redis connection failed', ends.get(name));
    await world.users.set();
    await untilBack();
    await untilAnswered();

    expectHandful();
  });

  it('Redis hangs', async () => {
    const pid = world.supervisor.pidOf('redis') ?? expect.fail('Redis runs');
    process.kill(pid, 'SIGSTOP');
    await untilRefused();
    process.kill(pid, 'SIGCONT');
    await untilAnswered();

    expectHandful();
  });

  it('Redis is killed', async () => {
    await world.supervisor.kill('redis');
    await untilRefused();
    await world.supervisor.startAgain('redis');
    await world.users.set();
    await untilBack();
    await untilAnswered();

    expectHandful();
  });
});
