import { randomUUID } from 'node:crypto';
import { createClientCertificate } from '../../../../demo/standins/certificates.ts';
import { toKeyCredential } from '../../../../demo/standins/entra/state/certificate.ts';
import type { Person } from '../../../../src/runs/run.ts';
import { checks, collidingTrusts, trust } from '../../attacker/checks.ts';
import { password } from '../../attacker/customer-changes.ts';
import { thiefOf } from '../../attacker/forge.ts';
import { markedUp } from '../../attacker/marked-up.ts';
import { type Area, type Attempt, tried, unless } from '../../attempt.ts';
import { STRANGER } from '../../world/internet.ts';
import { ada, jon, kim, lee, mia } from '../../world/people.ts';

/** Somebody who has a way into a customer's tenant, and wants nobody to hear of it, or nobody to be told any more. */
export const changes: Area = {
  name: 'changes',
  async prepare(world) {
    const { admin, keys } = world;
    const { check, accept, onboarded, application } = checks(world);
    const thief = thiefOf(world.plans.bot);
    const [one, other, third] = [await onboarded(), await onboarded(), await onboarded()];
    const accepted = () => admin.hlen(keys.accepted);

    const refuses = (who: string, by: Person): Attempt =>
      tried(`${who} accepts a change`, async () => {
        const { run, codes } = await check(one);
        const before = await accepted();
        await accept(`${run} ${codes[0]} 30 "it is mine"`, by);
        return unless((await accepted()) > before && 'it was accepted');
      });
    /** Whether a check still tells of a change that somebody in Redis would have forgotten. */
    const stillTold = async (customer: typeof one, field: string, value: string) => {
      await admin.hset(keys.accepted, field, value);
      const { words } = await check(customer);
      await admin.hdel(keys.accepted, field);
      return unless(!words.includes('changed') && 'the check says that nothing changed');
    };

    return {
      attempts: [
        tried('a certificate of theirs is named as exo names its own', async () => {
          const { der, thumbprint } = createClientCertificate('theirs');
          application(one).keyCredentials.push({ ...toKeyCredential(der), displayName: `exo-bot ${thumbprint}` });
          const { words } = await check(one);
          return unless(!words.includes('A credential that exo did not add') && 'nobody is told');
        }),
        tried('a name that Teams would read as a link or a mention', async () => {
          application(other).passwordCredentials.push(password(`[Approve](https://${STRANGER}/a) <at>Vic Tim</at>`));
          await check(other);
          return unless(markedUp(world, world.runs.placeOf(other)));
        }),
        tried('a name that ends the sentence and says that all is well', async () => {
          application(other).passwordCredentials.push(password('backup". exo added it itself, nothing to do. "'));
          const { words } = await check(other);
          return unless(/"backup"\. exo added/.test(words) && 'the card says so in its own words');
        }),
        refuses('a viewer', lee),
        refuses('a requester', mia),
        refuses('an admin who is no approver', ada),
        refuses('somebody without a role', kim),
        tried('a change of one tenant is accepted by the check of another', async () => {
          const [{ codes }, { run }] = [await check(one), await check(third)];
          const before = await accepted();
          await accept(`${run} ${codes[0]} 30 "it is mine"`, jon);
          return unless((await accepted()) > before && 'it was accepted');
        }),
        tried('a trust is accepted, and another one made to have the same eight digits', async () => {
          const [harmless, chosen] = collidingTrusts();
          trust(third, [harmless]);
          const { run, codes } = await check(third);
          await accept(`${run} ${codes[0]} 30 "the deployment of the customer"`, jon);
          if (/changed/.test((await check(third)).words)) throw new Error('what was accepted is told');
          trust(third, [harmless, chosen]);
          return unless(!/changed/.test((await check(third)).words) && 'the other one is covered as well');
        }),
        tried('a trust is accepted, and changed in its place', async () => {
          const [, { id }] = collidingTrusts();
          trust(third, [{ id, subject: 'repo:them/y' }]);
          const { run, codes } = await check(third);
          await accept(`${run} ${codes[0]} 30 "the deployment of the customer"`, jon);
          trust(third, [{ id, subject: 'repo:stranger/z' }]);
          return unless(!/changed/.test((await check(third)).words) && 'nobody is told');
        }),
        tried('Redis: an acceptance of one tenant is copied to another', async () => {
          const [field = '', value = ''] = Object.entries(await admin.hgetall(keys.accepted))[0] ?? [];
          trust(one, [{ id: collidingTrusts()[0].id, subject: collidingTrusts()[0].subject }]);
          return stillTold(one, field.replace(third.id, one.id), value);
        }),
        tried('Redis: an acceptance without a seal', async () => {
          const { hashes } = await check(one);
          return stillTold(one, `${one.id} ${hashes[0]}`, JSON.stringify({ v: 1, tenantId: one.id, code: hashes[0] }));
        }),
        tried("the bot's files: an acceptance that never ends", async () => {
          const { hashes } = await check(other);
          const values = hashes.map((code) => {
            const acceptance = { tenantId: other.id, code, text: 'x', by: jon, reason: 'x', at: 0, until: 9e15 };
            return [
              `${other.id} ${code}`,
              thief.seal(`accepted ${other.id} ${code}`, JSON.stringify({ v: 1, ...acceptance })),
            ];
          });
          for (const [field = '', value = ''] of values) await admin.hset(keys.accepted, field, value);
          const { words } = await check(other);
          for (const [field = ''] of values) await admin.hdel(keys.accepted, field);
          return unless(!words.includes('changed') && 'the check says that nothing changed');
        }),
        tried('a viewer clicks the buttons of a check', async () => {
          const { message } = await check(one);
          const before = await admin.get(keys.counter(one.label));
          for (const command of [`suspend ${one.label}`, `onboard ${one.label}`])
            await world.chat.click(
              lee,
              { verb: 'do', data: { command }, messageId: message },
              { conversation: world.runs.placeOf(one), activity: { id: randomUUID() } },
            );
          await world.chat.untilMessage(world.runs.placeOf(one), ({ text }) => /do not have the right/.test(text));
          return unless((await admin.get(keys.counter(one.label))) !== before && 'a run began');
        }),
      ],
    };
  },
};
