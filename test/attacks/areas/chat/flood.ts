import { type Area, reached, tried, unless } from '../../attempt.ts';
import { kim, lee } from '../../world/people.ts';

/** Somebody who says more than anybody reads. */
export const flood: Area = {
  name: 'flood',
  prepare(world) {
    return {
      attempts: [
        tried('90 commands at once by somebody without a role', async () => {
          const conversation = `19:${crypto.randomUUID()}@thread.tacv2`;
          const sent = Array.from({ length: 90 }, () => world.chat.say(kim, 'status', { conversation }));
          await Promise.all(sent);
          const began = Date.now();
          await world.chat.say(lee, 'help', { conversation: `${conversation}-other` });
          try {
            await world.chat.untilMessage(`${conversation}-other`, () => true, 10_000);
          } catch {
            return reached('others in another channel get no answer for 10 s');
          }
          const late = Date.now() - began;
          return unless(late > 5000 && `others in another channel wait ${late} ms`);
        }),
      ],
    };
  },
};
