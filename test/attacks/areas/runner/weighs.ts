import { type Behaviour, honest } from '../../attacker/puppet.ts';
import { takeRunner } from '../../attacker/taken-runner.ts';
import type { Area } from '../../attempt.ts';
import { ada } from '../../world/people.ts';

const MB = 1_000_000;

/** A runner that was taken over signs results, findings and errors without measure. */
export const runnerWeighs: Area = {
  name: 'runner weighs',
  async prepare(world) {
    const taken = await takeRunner(world);
    const { says, heavy, finds, fails, small } = taken;
    /** An event of its own queue, beside an honest answer. */
    const fills =
      (fields: readonly string[]): Behaviour =>
      async (asked) => {
        if (asked.do !== 'check-server') return undefined;
        const stream = `${world.keys.prefix}:mid9-elevated:events`;
        await taken.puppet.redis.xadd(stream, '*', 'event', 'completed', 'jobId', 'x', ...fields);
        return { output: honest(asked) };
      };

    /** Left in its part of Redis, beside an honest answer. */
    const leaves =
      (key: string): Behaviour =>
      async (asked) => {
        if (asked.do !== 'check-server') return undefined;
        await taken.puppet.redis.set(key, `{"at":"${'x'.repeat(100 * MB)}"}`);
        await world.chat.say(ada, 'runners', { conversation: `19:${crypto.randomUUID()}@thread.tacv2` });
        return { output: honest(asked) };
      };

    return {
      attempts: [
        heavy('a sign of life of 100 MB', leaves(world.keys.heartbeat('mid9-elevated'))),
        heavy('a report of its server of 100 MB', leaves(world.keys.serverReport('mid9-elevated'))),
        heavy('a result of 100 MB', (asked) =>
          asked.do === 'check-server' ? { raw: 'x'.repeat(100 * MB) } : undefined,
        ),
        heavy('a signed result of 30 MB', finds({ computerName: 'x'.repeat(30 * MB) })),
        heavy('an event of its queue of 100 MB', fills(['returnvalue', 'x'.repeat(100 * MB)])),
        heavy(
          'an event of its queue with a million fields',
          fills(Array.from({ length: 1_000_000 }, () => 'x'.repeat(50))),
        ),
        says(
          '20,000 findings',
          finds({
            findings: Array.from({ length: 20_000 }, (_, index) => ({
              code: `f-${index}`,
              level: 'warning',
              message: 'x'.repeat(900),
              advice: 'y',
            })),
          }),
          small,
        ),
        says(
          'a finding of 5 MB',
          finds({ findings: [{ code: 'f', level: 'warning', message: 'x'.repeat(5 * MB), advice: 'y' }] }),
          small,
        ),
        says('a computer name of 3 MB', finds({ computerName: 'x'.repeat(3 * MB) }), small),
        says(
          '100,000 MID services',
          finds({ midServices: Array.from({ length: 100_000 }, () => ({ name: 'x', account: 'y' })) }),
          small,
        ),
        says(
          '100,000 thumbprints',
          finds({ certificates: Array.from({ length: 100_000 }, () => 'A'.repeat(40)) }),
          small,
        ),
        says(
          'an error of 3 MB',
          fails({ message: 'x'.repeat(MB), advice: 'y'.repeat(MB), detail: 'z'.repeat(MB) }),
          small,
        ),
        says('an error code of 2 MB', fails({ code: 'x'.repeat(2 * MB) }), small),
      ],
      control: taken.control,
    };
  },
};
