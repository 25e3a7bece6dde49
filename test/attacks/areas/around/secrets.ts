import { readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { listCertificates } from '../../../../demo/standins/powershell/certificate-store.ts';
import { until } from '../../../support/until.ts';
import { dumpOf, foundInLogs, keyMaterial, privatePart, readProc } from '../../attacker/look-for-secrets.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { BOT_TOKEN, STRANGER } from '../../world/internet.ts';
import { jon, mia } from '../../world/people.ts';
import { BOT_SECRET, type World } from '../../world/world.ts';

/** Whoever reads what the processes write, where they run, or what lies in Redis. Last in a world: it provokes every failure. */
export const secrets: Area = {
  name: 'secrets',
  prepare(world) {
    const wrong = 'planted-wrong-password-77aa';
    const begins = (name: string, env: Readonly<Record<string, string>>) => async () => {
      const plan = name === 'bot' ? world.plans.bot : name === 'jobs' ? world.plans.jobs : world.plans.runner(name);
      const failing = {
        ...plan,
        name: `${name}-failing`,
        ready: /./,
        env: { ...plan.env, EXO_NAMESPACE: `${world.namespace}-s`, PORT: '0', ...env },
      };
      await world.supervisor.start(failing).catch(() => undefined);
      await pause(2500);
      await world.supervisor.kill(`${name}-failing`);
    };
    const badRedis = (user: string) => {
      const url = new URL(world.redisUrl);
      url.username = user;
      url.password = wrong;
      return url.href;
    };
    const writes = (what: string, planted: () => readonly string[], provoke: () => Promise<unknown>) =>
      tried(what, async () => {
        await provoke();
        return unless(foundInLogs(world, planted()));
      });
    const everything = () => [
      BOT_SECRET,
      BOT_TOKEN,
      wrong,
      ...world.users.passwords.values(),
      new URL(world.redisUrl).password,
      ...keyMaterial(world),
    ];
    return {
      attempts: [
        ...['bot', 'jobs', 'mid1-elevated'].map((name) =>
          writes(`a wrong password of Redis (${name})`, () => [wrong], begins(name, { REDIS_URL: badRedis(name) })),
        ),
        writes(
          'a Redis user that is taken away while its process runs',
          () => [world.users.passwords.get('mid1-connect') ?? ''],
          async () => {
            await world.admin.call('ACL', 'DELUSER', 'mid1-connect');
            await pause(2500);
            await world.users.set();
          },
        ),
        writes(
          'a password of Redis that is changed while jobs runs',
          () => [world.users.passwords.get('jobs') ?? ''],
          async () => {
            await world.admin.call('ACL', 'SETUSER', 'jobs', 'resetpass', '>something-else-entirely');
            await world.admin.call('CLIENT', 'KILL', 'USER', 'jobs');
            await pause(2500);
            await world.users.set();
            await pause(1500);
          },
        ),
        writes('a sign-in of the application that Entra refuses', everything, async () => {
          world.entra.setFaults({ fail: 20, failStatus: 500, target: 'all' });
          const customer = world.customer();
          const run = await world.runs.onboard(customer);
          await pause(2000);
          world.entra.setFaults({ fail: 0, target: 'graph' });
          await world.chat.click(
            mia,
            { verb: 'cancel', data: { run }, messageId: '1' },
            { conversation: world.runs.placeOf(customer) },
          );
        }),
        writes('a whole onboarding', everything, () => world.runs.finish(world.customer())),
        tried('a private key or a password in Redis', async () => {
          const dump = await dumpOf(world);
          const found = everything().find((secret) => secret && dump.includes(secret));
          if (found) return unless('a secret lies there in clear');
          const stores = ['mid1', 'mid3', 'mid4'].flatMap((server) => listCertificates(world.serverFolder(server)));
          return unless(
            stores.some(({ privateKeyPem }) => dump.includes(privatePart(privateKeyPem))) && 'a private key lies there',
          );
        }),
        tried('a secret among the arguments of a process', async () => {
          const lines = readdirSync('/proc')
            .filter((name) => /^\d+$/.test(name))
            .map((pid) => readProc(pid, 'cmdline'));
          return unless(
            everything().some((secret) => secret && lines.some((line) => line.includes(secret))) && 'it stands there',
          );
        }),
        tried("a PFX in the environment of a runner's PowerShell", async () => {
          let watching = true;
          const seen = new Set<string>();
          const watch = (async () => {
            while (watching) {
              for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
                const environment = readProc(pid, 'environ');
                if (environment.includes(world.folder) && /EXO_STEP_SECRET=/.test(environment)) seen.add(pid);
              }
              await pause(15);
            }
          })();
          await world.startRunners('mid3', 'mid4');
          await world.runs.finish(world.customer('pair'), 60_000);
          watching = false;
          await watch;
          return unless(seen.size > 0 && 'it was there');
        }),
        tried('a sealed PFX stays in Redis after the run was cancelled', async () => {
          const customer = world.customer('pair');
          await world.supervisor.stop('mid4-elevated');
          const run = await world.runs.onboard(customer);
          await until(
            async () => (await world.runs.look(run))?.gate?.state === 'open' || (await shared(world, run)) || undefined,
            undefined,
            15_000,
          ).catch(() => undefined);
          if ((await world.runs.look(run))?.gate?.state === 'open') await world.runs.decide(customer, 'approve', jon);
          await until(() => shared(world, run), undefined, 10_000).catch(() => undefined);
          const { message } = await world.runs.untilMessage(customer);
          await world.chat.click(
            mia,
            { verb: 'cancel', data: { run }, messageId: message },
            { conversation: world.runs.placeOf(customer) },
          );
          await world.runs.untilRun(run, ({ state }) => state === 'cancelled');
          await pause(1000);
          const doc = (await world.admin.hget(world.keys.run(run), 'doc')) ?? '';
          return unless(/"sealed":"/.test(doc) && 'it stays in the record of the run');
        }),
        tried("the bot's token goes to a stranger's address that stands in Redis", async () => {
          const customer = world.customer();
          const run = await world.runs.onboard(customer);
          const urls = `${world.keys.prefix}:service-urls`;
          for (const channel of await world.admin.hkeys(urls))
            await world.admin.hset(urls, channel, `x.https://${STRANGER}/`);
          await world.admin.zadd(world.keys.redrawNow, 1, run);
          await pause(2500);
          const heard = world.internet.seen.filter(({ host }) => host.endsWith(STRANGER));
          return unless(heard.some(({ authorization }) => authorization.includes(BOT_TOKEN)) && 'the stranger got it');
        }),
      ],
    };
  },
};

async function shared(world: World, run: string): Promise<true | undefined> {
  const now = await world.runs.look(run);
  return now?.steps.some(({ id, state }) => id.startsWith('share-certificate') && state === 'done') || undefined;
}
