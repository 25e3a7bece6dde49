import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { findFreePorts } from '../../../demo/system/ports.ts';
import { startWorld, type World } from '../../attacks/world/world.ts';
import { fires, readAlerts, readSamples } from '../../support/alert-rules.ts';
import { carryOut, documentedLines } from '../../support/documented-commands.ts';
import { MIA } from '../../support/run-request.ts';
import { until } from '../../support/until.ts';

let world: World;
const ports = { jobs: 0, bot: 0 };
type Name = keyof typeof ports;

beforeAll(async () => {
  world = await startWorld({ runners: [] });
  [ports.jobs = 0, ports.bot = 0] = await findFreePorts(2);
  await restart('jobs');
  await restart('bot');
}, 90_000);

afterAll(() => world?.[Symbol.asyncDispose]());

async function restart(name: Name, more: Readonly<Record<string, string>> = {}): Promise<void> {
  await world.supervisor.stop(name);
  const plan = world.plans[name];
  await world.supervisor.start({ ...plan, env: { ...plan.env, HEALTH_PORT: String(ports[name]), ...more } });
}

async function ask(name: Name): Promise<{ status: number; text: string }> {
  const response = await fetch(`http://127.0.0.1:${ports[name]}/readyz`);
  return { status: response.status, text: await response.text() };
}

/** Waits until the process says this. */
async function untilSays(name: Name, wanted: RegExp, withinMs = 30_000): Promise<{ status: number; text: string }> {
  let latest = { status: 0, text: '' };
  await until(
    async () => {
      latest = await ask(name);
      // A process that has just started says of what it has not asked yet that it stops it, too.
      return (!latest.text.includes('not been looked at yet') && wanted.test(latest.text)) || undefined;
    },
    () => latest.text,
    withinMs,
  );
  return latest;
}

describe('/readyz', () => {
  it('is green when jobs and bot can do their work, with a line for each thing that they need', async () => {
    const jobs = await untilSays('jobs', /^ready/);
    const bot = await untilSays('bot', /^ready/);

    expect(jobs.status).toBe(200);
    for (const name of ['redis', 'orchestrator', 'home-token', 'clock', 'application-certificate', 'quarantine']) {
      expect(jobs.text).toMatch(new RegExp(`^ok +${name}: `, 'm'));
    }
    for (const name of ['redis', 'teams-token', 'clock', 'delivery']) {
      expect(bot.text).toMatch(new RegExp(`^ok +${name}: `, 'm'));
    }
  });

  it('turns red within 10 s when Redis hangs, and green within 10 s when it goes on', async () => {
    const pid = world.supervisor.pidOf('redis') ?? 0;
    process.kill(pid, 'SIGSTOP');
    const [jobs, bot] = await Promise.all([
      untilSays('jobs', /^stops +redis/m, 10_000),
      untilSays('bot', /^stops +redis/m, 10_000),
    ]);
    process.kill(pid, 'SIGCONT');

    expect(jobs).toMatchObject({ status: 503, text: expect.stringContaining('Redis does not answer. Start Redis') });
    expect(bot.status).toBe(503);
    await Promise.all([untilSays('jobs', /^ready/, 10_000), untilSays('bot', /^ready/, 10_000)]);
  });

  it('turns red when Redis takes nothing any more, and says what to do', async () => {
    const [, before] = await world.admin.config('GET', 'maxmemory');
    await world.admin.config('SET', 'maxmemory', '1');
    const { status, text } = await untilSays('jobs', /^stops +redis/m);
    await world.admin.config('SET', 'maxmemory', String(before ?? '0'));

    expect(status).toBe(503);
    expect(text).toContain('Give Redis more memory (maxmemory)');
    await untilSays('jobs', /^ready/);
  });

  it('says when the secret of the bot is wrong: nothing could be said in Teams', async () => {
    await restart('bot', { MicrosoftAppPassword: 'wrong-secret' });
    const { status, text } = await untilSays('bot', /^stops +teams-token/m);
    await restart('bot');

    expect(status).toBe(503);
    expect(text).toMatch(/Entra refuses the bot its token for Teams \(application [0-9a-f-]+\)/);
    expect(text).not.toContain('wrong-secret');
  });

  it('says when Entra does not know the application of jobs, and names it', async () => {
    const unknown = 'b00757a9-9999-4000-8000-000000000009';
    await restart('jobs', { AZURE_CLIENT_ID: unknown });
    const { status, text } = await untilSays('jobs', /^stops +home-token/m);
    await restart('jobs');

    expect(status).toBe(503);
    expect(text).toContain(unknown);
    await untilSays('jobs', /^ready/);
  });
});

describe('changing the certificate of the bot as docs/go-live.md says', () => {
  it('starts the bot on the new one while both are uploaded, and the old one counts no more afterwards', async () => {
    const before = createClientCertificate('exo');
    const file = (name: string) => join(world.folder, name);
    const restartWith = async (path: string) => {
      await restart('bot', { MicrosoftAppPassword: '', MicrosoftAppCertificatePath: path });
      return untilSays('bot', /^(?:ok|stops) +teams-token/m);
    };
    writeFileSync(file('old.pem'), before.pem, { mode: 0o600 });
    world.internet.upload([before.certificatePem]);
    expect((await restartWith(file('old.pem'))).status).toBe(200);

    const uploaded = () => readFileSync(file('bot.crt'), 'utf8');
    for (const line of documentedLines('go-live.md', 'change the certificate of the application')) {
      if (line.startsWith('# upload')) world.internet.upload([before.certificatePem, uploaded()]);
      else if (line.startsWith('# give')) expect((await restartWith(file('bot-certificate.pem'))).status).toBe(200);
      else if (line.startsWith('# delete')) world.internet.upload([uploaded()]);
      else await carryOut(line.replaceAll('graph', 'bot'), { SECRETS: world.folder });
    }
    expect((await ask('bot')).text).toMatch(/^ok +bot-certificate: The certificate of the bot is valid until/m);
    const said = world.internet.messages.length;
    await world.chat.say(MIA, 'help');
    await until(() => world.internet.messages.length > said || undefined);

    expect((await restartWith(file('old.pem'))).text).toMatch(/^stops +teams-token: .*certificate/m);
    await restart('bot');
  });
});

describe('/metrics', () => {
  const scrape = async (name: Name) => readSamples(await text(name));
  const text = async (name: Name) => (await fetch(`http://127.0.0.1:${ports[name]}/metrics`)).text();
  const exprOf = (name: string) => readAlerts().find(({ alert }) => alert === name)?.expr ?? '';

  it('counts the good turns of the loops, and the days that a certificate of exo itself is good for', async () => {
    await until(async () => /exo_turns_total\{loop="orchestrator"\} [1-9]/.test(await text('jobs')) || undefined);
    await until(async () => /exo_turns_total\{loop="delivery"\} [1-9]/.test(await text('bot')) || undefined);

    expect(await text('jobs')).toMatch(/exo_own_certificate_days\{name="application-certificate"\} \d/);
  });

  it('makes an alert fire when many requests reach the bot that are not from Teams', async () => {
    const before = await scrape('bot');
    for (let n = 0; n < 21; n++) await world.chat.say(MIA, 'help', { authorization: 'Bearer none' });

    expect(fires(exprOf('ExoRequestsRefused'), await scrape('bot'), before)).toBe(true);
  });

  it('makes an alert fire when somebody puts a job into the queue of jobs', async () => {
    await untilSays('jobs', /^ready/);
    const before = await scrape('jobs');
    const queue = new Queue('cloud', { connection: world.admin, prefix: world.keys.prefix });
    await queue.add('check-tenant', { jws: 'not.signed.atall' }, { jobId: 'x-1 check-tenant 1' });
    await until(async () => fires(exprOf('ExoJobsRefused'), await scrape('jobs'), before) || undefined);
    await queue.close();
  });
});
