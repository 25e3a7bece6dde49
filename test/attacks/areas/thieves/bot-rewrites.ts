import { createHash } from 'node:crypto';
import { listCertificates } from '../../../../demo/standins/powershell/certificate-store.ts';
import { until } from '../../../support/until.ts';
import { makeCertificate } from '../../attacker/certificate.ts';
import { KEY, twin } from '../../attacker/customer-changes.ts';
import { approves, ROLE_MANAGEMENT, stealBot, TIER_0 } from '../../attacker/stolen-bot.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { ada, jon, tom } from '../../world/people.ts';
import type { Customer } from '../../world/world.ts';
import { approveIfAsked, grantedTo } from '../around/approve-if-asked.ts';
import { ownCertificate } from './own-certificate.ts';

/** Somebody who has the files of the bot's host, which seal records as well, rewrites runs. */
export const botRewrites: Area = {
  name: 'bot thief rewrites',
  prepare(world) {
    const stolen = stealBot(world);
    const { thief, waiting, later, granted, rewrites } = stolen;
    const { runs } = world;
    const attached = (customer: Customer, except: string) =>
      runs.granted(customer).certificates.find((each) => each !== except);

    return {
      attempts: [
        rewrites(
          'it adds a permission to the record of a run',
          ({ request }) => {
            request['permissions'] = [...(Array.isArray(request['permissions']) ? request['permissions'] : []), TIER_0];
          },
          async (customer) => runs.granted(customer).permissions.includes(ROLE_MANAGEMENT) && 'it was granted',
        ),
        rewrites(
          'it exchanges the permissions in what was found missing',
          ({ steps }) => {
            const step = steps.find(({ id }) => id === 'create-enterprise-application');
            const output = step?.['output'];
            if (typeof output === 'object' && output !== null) Object.assign(output, { missingPermissions: [TIER_0] });
          },
          async (customer) => runs.granted(customer).permissions.includes(ROLE_MANAGEMENT) && 'it was granted',
        ),
        rewrites(
          "it gives the key to another customer's MID server",
          ({ request, steps }) => {
            const text = JSON.stringify(request['servers']).replaceAll('mid1', 'mid7');
            request['servers'] = JSON.parse(text);
            for (const step of steps) Object.assign(step, JSON.parse(JSON.stringify(step).replaceAll('mid1', 'mid7')));
          },
          async (customer, run) => {
            const held = listCertificates(world.serverFolder('mid7')).some(({ friendlyName }) =>
              friendlyName.includes(customer.id),
            );
            return (
              (held && 'mid7 holds a certificate of the tenant') ||
              (runs.granted(customer).certificates.length > 0 && `${run}: attached`)
            );
          },
        ),
        rewrites(
          'it writes another application into the record',
          ({ steps }) => {
            const step = steps.find(({ id }) => id === 'create-enterprise-application');
            const output = step?.['output'];
            if (typeof output === 'object' && output !== null)
              Object.assign(output, { servicePrincipalId: '0d9a1b2c-5555-4000-8000-000000000005' });
          },
          async (customer) =>
            customer.tenant.appRoleAssignments.some(
              ({ principalId }) => principalId === '0d9a1b2c-5555-4000-8000-000000000005',
            ) && 'it got the permissions',
        ),
        tried('it puts a certificate of its own into the record', async () => {
          const { customer, run } = await waiting();
          const own = makeCertificate(`CN=exo-cba ${customer.label}.onmicrosoft.com`);
          await until(
            async () =>
              (await runs.look(run))?.steps.find(({ id, state }) => id === 'create-certificate' && state === 'done'),
            undefined,
            8000,
          );
          world.entra.setFaults({ fail: 5, methods: ['PATCH'], pathContains: 'applications' });
          await thief.rewrite(world, run, ({ steps }) => {
            const output = steps.find(({ id }) => id === 'create-certificate')?.['output'];
            const facts = { thumbprint: own.thumbprint, certificate: own.der, possession: own.prove('x') };
            if (typeof output === 'object' && output !== null) Object.assign(output, facts);
          });
          await runs.decide(customer, 'approve', jon);
          await until(() => attached(customer, ''), undefined, 8000).catch(() => undefined);
          world.entra.setFaults({ fail: 0, methods: [], pathContains: '' });
          return unless(
            runs.granted(customer).certificates.some((each) => thumbprintOf(each) === own.thumbprint) &&
              'it was attached',
          );
        }),
        ownCertificate(world, stolen),
        tried('it writes an approval of 2020 into the record', async () => {
          const { customer, run } = await waiting();
          const claims = {
            iss: 'bot',
            jti: 'x',
            iat: 1_577_836_800,
            run,
            round: 1,
            subject: 'x',
            decision: 'approve',
            by: jon,
          };
          const [statement = ''] = await thief.sign(claims, 'exo-decision+jwt');
          await approves(world, thief, run, Date.parse('2020-01-01'), statement);
          return later(customer, granted(customer));
        }),
        tried('it writes an approval by a requester into the record', async () => {
          const { customer, run } = await waiting();
          const claims = {
            iss: 'bot',
            jti: 'y',
            iat: Math.floor(Date.now() / 1000),
            run,
            round: 1,
            subject: 'x',
            decision: 'approve',
            by: tom,
          };
          const [statement = ''] = await thief.sign(claims, 'exo-decision+jwt');
          await approves(world, thief, run, Date.now(), statement, tom);
          return later(customer, granted(customer));
        }),
        rewrites(
          'it works under another deployment key',
          ({ request }) => {
            request['deploymentKey'] = 'evil';
          },
          async (customer) =>
            customer.tenant.applications.some(({ uniqueName }) => uniqueName === 'exo-cba-evil') &&
            'an application was made under it',
        ),
        tried("it writes into the record that an admin adopts a stranger's application", async () => {
          const customer = world.customer();
          twin(['exo-bot', `exo-bot:${KEY}`], true)(customer);
          const theirs = customer.tenant.applications.map(({ appId }) => appId);
          const run = await runs.onboard(customer);
          await runs.untilRun(run, ({ state }) => state === 'needs-person');
          await thief.rewrite(world, run, ({ request }) => Object.assign(request, { adopt: true, requester: ada }));
          const { message } = await runs.untilMessage(customer);
          const conversation = runs.placeOf(customer);
          await world.chat.click(tom, { verb: 'retry', data: { run }, messageId: message }, { conversation });
          await runs.untilRun(run, ({ steps }) =>
            steps.some(({ id, attempt }) => id === 'check-tenant' && attempt > 1),
          );
          await approveIfAsked(world, customer, run);
          const { permissions } = grantedTo(customer, theirs);
          return unless(permissions > 0 && `${permissions} permissions for it`);
        }),
        tried('it gives a cancelled run back to life', async () => {
          const { customer, run } = await waiting();
          const { message } = await runs.untilMessage(customer);
          const text = (await world.admin.hget(world.keys.run(run), 'doc')) ?? '';
          await world.chat.click(
            tom,
            { verb: 'cancel', data: { run }, messageId: message },
            { conversation: runs.placeOf(customer) },
          );
          await runs.untilRun(run, ({ state }) => state === 'cancelled');
          await world.admin.hset(world.keys.run(run), 'doc', text);
          await thief.rewrite(world, run, () => undefined);
          await approves(world, thief, run, Date.now(), '');
          return later(customer, granted(customer));
        }),
      ],
      async control() {
        await runs.finish(world.customer());
      },
    };
  },
};

function thumbprintOf(der: string): string {
  return createHash('sha1').update(Buffer.from(der, 'base64')).digest('hex').toUpperCase();
}
