import { markedUp } from '../../attacker/marked-up.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { othersSuffer, timeToApproval } from '../../world/canary.ts';
import { wordsOf } from '../../world/chat.ts';
import { STRANGER } from '../../world/internet.ts';
import { ada, jon, lee } from '../../world/people.ts';

const INVENTED = '0d9a1b2c-dead-4000-8000-000000000077';

/** Somebody who can write to Redis, about the index of the tenants and the lists of what is open: neither carries a seal. */
export const redisIndex: Area = {
  name: 'redis index',
  async prepare(world) {
    const { admin, keys, runs } = world;
    const usual = Math.min(await timeToApproval(world), await timeToApproval(world));
    const [one, other] = [world.customer(), world.customer()];
    for (const each of [one, other]) {
      await runs.onboard(each);
      await runs.untilAsked(each);
    }
    /** What a command is answered. */
    const answer = async (command: string, by = lee) => {
      const conversation = `19:${crypto.randomUUID()}@thread.tacv2`;
      await world.chat.say(by, command, { conversation });
      const message = await world.chat.untilMessage(conversation, ({ text, card }) => Boolean(text || card));
      return { words: wordsOf(message), conversation };
    };
    const member = (label: string) =>
      ['1', '00000000000000', label, INVENTED, label, `${label}.com`, 'emea', 'x', 'needs-person'].join('\t');

    return {
      attempts: [
        tried('a tenant is invented, with a link in its name', async () => {
          await admin.zadd(keys.tenantsOrder, 0, member(`[approve](https://${STRANGER})`), 0, member('aaa-invented'));
          const { words, conversation } = await answer('status needs');
          return unless(markedUp(world, conversation) ?? (words.includes('invented') && 'it is listed'));
        }),
        tried('a name that nobody has is offered to whoever types nearly that', async () => {
          await admin.hset(keys.tenantsNames, 'qwertyx', INVENTED, 'qwertyz', one.id);
          const { words } = await answer('status qwertyy');
          return unless(/qwerty[xz]/.test(words) && 'it is offered');
        }),
        tried('the name of one tenant leads to another', async () => {
          await admin.hset(keys.tenantsNames, one.label, other.id, one.domain, other.id);
          const { words } = await answer(`status ${one.label}`);
          return unless(words.includes(`${other.label}-`) && 'the other one is shown');
        }),
        tried('the row of one tenant is copied into the place of another', async () => {
          const before = (await admin.hget(keys.board, one.id)) ?? '';
          await admin.hset(keys.board, one.id, (await admin.hget(keys.board, other.id)) ?? '');
          const { words } = await answer(`status ${one.id}`);
          await admin.hset(keys.board, one.id, before);
          return unless(words.includes(`${other.label}-`) && 'the other one is shown');
        }),
        tried('a tenant is taken out of the index: it is still found by its name', async () => {
          const members = await admin.zrange(keys.tenantsOrder, '0', '-1');
          await admin.zrem(keys.tenantsOrder, ...members.filter((each) => each.includes(one.id)), 'none');
          await admin.hdel(keys.tenantsNames, one.label, one.domain);
          const { words } = await answer(`status ${one.label}`);
          return unless(!words.includes(`${one.label}-`) && 'it is not found');
        }),
        tried('the places of tenants are rubbish: their runs go on', async () => {
          await admin.hset(keys.tenantsPlaces, one.id, 'rubbish', other.id, '');
          await runs.decide(one, 'approve', jon);
          const ended = await runs
            .untilRun(`${one.label}-1`, ({ state }) => state === 'finished', 30_000)
            .catch(() => undefined);
          return unless(!ended && 'the run stands still');
        }),
        tried('20,000 entries of nobody in every part of the index', async () => {
          const many = Array.from({ length: 20_000 }, (_, index) => `nobody-${index}`);
          await admin.zadd(keys.tenantsOrder, ...many.flatMap((each) => [0, member(each)]));
          await admin.zadd(keys.tenantsExpiry, ...many.flatMap((each) => [1, each]));
          for (const hash of [keys.tenantsNames, keys.tenantsPlaces])
            await admin.hset(hash, ...many.flatMap((each) => [each, 'x']));
          await admin.hset(keys.board, ...many.slice(0, 5000).flatMap((each) => [each, 'x']));
          const began = Date.now();
          await answer('status');
          const ms = Date.now() - began;
          const suffers = ms > 10_000 ? `status is answered after ${ms} ms` : await othersSuffer(world, usual);
          await admin.hdel(keys.board, ...many);
          return { ...unless(suffers), figure: `status ${ms} ms` };
        }),
        tried('a run is hidden from cancel --all, behind 600 that cannot be read', async () => {
          const strange = Array.from({ length: 600 }, (_, index) => `strange-${index}`);
          await admin.zadd(keys.underWay, ...strange.flatMap((id) => [0, id]));
          for (const id of strange) await admin.hset(keys.run(id), { version: '1', doc: 'rubbish' });
          await admin.zrem(keys.underWay, `${other.label}-1`);
          await answer('cancel --all', ada);
          const state = await runs
            .untilRun(`${other.label}-1`, (run) => runs.isFinal(run), 20_000)
            .catch(() => undefined);
          await admin.del(...strange.map((id) => keys.run(id)));
          await admin.zrem(keys.underWay, ...strange);
          return unless(!state && 'it goes on');
        }),
      ],
      async control() {
        const suffering = await othersSuffer(world, usual);
        if (suffering) throw new Error(suffering);
      },
    };
  },
};
