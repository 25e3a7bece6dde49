import { startPuppet } from '../../attacker/puppet.ts';
import { spoils } from '../../attacker/spoils.ts';
import { type Area, tried, within } from '../../attempt.ts';
import { forget } from '../../world/recover.ts';
import type { World } from '../../world/world.ts';

const RUNS = 2;
const LIMIT = 1.2;
/** What a busy machine adds to one measurement; the better of two counts. */
const TIMES = 2;

/** With one runner hostile in every way, the runs of the other tenants finish at their normal speed. */
export const speed: Area = {
  name: 'speed',
  prepare(world) {
    return {
      attempts: [
        tried(`one runner is hostile in every way while others onboard (at most ${LIMIT} times as slow)`, async () => {
          await othersFinish(world);
          const normal = Math.min(await othersFinish(world), await othersFinish(world));
          const stop = await beHostile(world);
          let attacked = Number.POSITIVE_INFINITY;
          for (let time = 0; time < TIMES && attacked > LIMIT * normal; time += 1) {
            attacked = Math.min(attacked, await othersFinish(world));
          }
          await stop();
          const ratio = attacked / normal;
          world.remarks.push(
            `others finish in ${Math.round(attacked)} ms beside a hostile runner, in ${Math.round(normal)} ms without: ratio ${ratio.toFixed(2)} (limit ${LIMIT})`,
          );
          return within(LIMIT, ratio, `ratio ${ratio.toFixed(2)}`);
        }),
      ],
    };
  },
};

/** Milliseconds that some onboardings of other tenants take, all at once, to their end. */
async function othersFinish(world: World): Promise<number> {
  const customers = Array.from({ length: RUNS }, () => world.customer());
  const began = performance.now();
  await Promise.all(customers.map((customer) => world.runs.finish(customer, 90_000)));
  return performance.now() - began;
}

/** Everything of items 1, 3 and 4 at once, again and again. @returns how to end it */
async function beHostile(world: World): Promise<() => Promise<void>> {
  const runner = 'mid9-elevated';
  const puppet = await startPuppet(world, runner);
  const all = spoils(world, runner).slice(0, -1);
  const customers = all.map(() => world.customer('hostile'));
  const over = Promise.withResolvers<void>();
  for (const [index, { label }] of customers.entries()) {
    puppet.behave(label, async (asked) => {
      if (index % 3 === 0)
        return {
          error: {
            kind: 'transient',
            code: `busy-${'abc'[asked.attempt % 3]}`,
            message: 'x'.repeat(100_000),
            advice: 'y',
            link: 'https://attacker.example',
            retryAfterMs: 0,
            budgetMs: 9e15,
          },
        };
      if (index % 3 === 1)
        return {
          output: {
            findings: Array.from({ length: 20_000 }, () => ({
              code: 'f',
              level: 'warning',
              message: 'x'.repeat(200),
              advice: 'y',
            })),
          },
        };
      await all[index]?.spoil(puppet, puppet.key(asked.jti)).catch(() => undefined);
      await over.promise;
      return { raw: 'x'.repeat(5_000_000) };
    });
  }
  await Promise.all(customers.map((customer) => world.runs.onboard(customer)));
  const loop = setInterval(() => {
    puppet.redis.eval('local x = 0 for i = 1, 5e7 do x = x + i end return x', 0).catch(() => undefined);
  }, 200);
  return async () => {
    clearInterval(loop);
    over.resolve();
    await puppet[Symbol.asyncDispose]();
    await forget(
      world,
      customers.map(({ label }) => label),
      [runner],
    );
  };
}
