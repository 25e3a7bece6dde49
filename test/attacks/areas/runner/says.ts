import { setTimeout as pause } from 'node:timers/promises';
import { takeRunner } from '../../attacker/taken-runner.ts';
import type { Area } from '../../attempt.ts';
import { STRANGER } from '../../world/internet.ts';

const ERROR = { kind: 'person', code: 'module-missing', message: 'It is missing.', advice: 'Install it.' };

/** A runner that was taken over says more than it may: links, Markdown, pauses, thumbprints. */
export const runnerSays: Area = {
  name: 'runner says',
  async prepare(world) {
    const taken = await takeRunner(world);
    const { puppet, says, finds, fails, settled, unlinked, attempts, done } = taken;

    return {
      attempts: [
        says('a link to the attacker in an error', fails({ link: `https://${STRANGER}/fix` }), unlinked),
        says('a link that runs a script', fails({ link: 'javascript:alert(1)//attacker.example' }), unlinked),
        says(
          'a link that looks like one of Microsoft',
          fails({ link: `https://login.microsoftonline.com@${STRANGER}/` }),
          unlinked,
        ),
        says(
          'Markdown with a link in an error',
          fails({ message: `[Sign in](https://${STRANGER})`, advice: `[Sign in](https://${STRANGER})` }),
          unlinked,
        ),
        says(
          'Markdown with a link in a finding',
          finds({
            findings: [
              { code: 'f', level: 'blocks', message: `[x](https://${STRANGER})`, advice: `[x](https://${STRANGER})` },
            ],
          }),
          unlinked,
        ),
        says(
          'Markdown with a link in its progress',
          async (asked) => {
            if (asked.do !== 'check-server') return undefined;
            await asked.job.updateProgress({ note: `[Sign in](https://${STRANGER})`, at: new Date().toISOString() });
            await pause(1500);
            return undefined;
          },
          unlinked,
        ),
        says(
          'a transient error without a pause (retryAfterMs 0)',
          fails({ kind: 'transient', code: 'busy', retryAfterMs: 0, budgetMs: 9e15 }),
          attempts(8),
        ),
        says(
          'a new code for each transient error',
          (asked) =>
            asked.do === 'check-server'
              ? {
                  error: {
                    ...ERROR,
                    kind: 'transient',
                    code: `busy-${'abcdefghij'[asked.attempt % 10]}`,
                    retryAfterMs: 0,
                    budgetMs: 9e15,
                  },
                }
              : undefined,
          attempts(8),
        ),
        says(
          'a pause of 300,000 years',
          fails({ kind: 'transient', code: 'busy', retryAfterMs: 9e15, budgetMs: 9e15 }),
          async (_, run) => {
            const step = (await settled(run)).steps.find(({ id }) => id === 'check-server@mid9');
            const retryAt = Number(step?.['retryAt'] ?? 0);
            return retryAt - Date.now() > 86_400_000 && `the next attempt is at ${retryAt}`;
          },
        ),
        says(
          'a job that it throws away without an end',
          async (asked) => {
            if (asked.do !== 'check-server') return undefined;
            await puppet.redis.del(puppet.key(asked.jti));
            return { throws: 'gone' };
          },
          attempts(8),
        ),
        says('thumbprints that break out of their text', finds({ certificates: ["'; Remove-Item *; '"] }), (_, run) =>
          done(run),
        ),
      ],
      control: taken.control,
    };
  },
};
