import { until } from '../../../support/until.ts';
import { type Puppet, startPuppet } from '../../attacker/puppet.ts';
import { type Spoil, spoils } from '../../attacker/spoils.ts';
import { type Area, HELD, reached, tried, unless } from '../../attempt.ts';
import { othersSuffer, timeToApproval } from '../../world/canary.ts';
import { forget, revive } from '../../world/recover.ts';
import type { World } from '../../world/world.ts';

const RUNNER = 'mid9-elevated';

/**
 * A runner that was taken over writes to its own part of Redis what nobody expects there, to stop the work for everybody. All of it
 * is done at once; when the others suffer, one after the other, to see which it was.
 */
export const runnerStops: Area = {
  name: 'runner stops others',
  async prepare(world) {
    const usual = Math.min(await timeToApproval(world), await timeToApproval(world));
    const all = spoils(world, RUNNER);
    const together = await suffer(world, all, usual);
    const one = (spoil: Spoil) =>
      tried(spoil.what, async () => (together ? unless(await suffer(world, [spoil], usual)) : HELD));
    return {
      attempts: [
        ...all.map(one),
        tried('a Lua loop keeps Redis busy for everybody', async () => {
          await using puppet = await startPuppet(world, RUNNER);
          const loop = "redis.call('SET', KEYS[1], 'x') local x = 0 for i = 1, 3e8 do x = x + i end return x";
          const busy = puppet.redis.eval(loop, 1, puppet.key('x')).then(
            () => true,
            () => false,
          );
          const began = Date.now();
          await world.admin.ping();
          const waited = Date.now() - began;
          return (await busy) ? reached(`Redis answered nobody for ${waited} ms`) : HELD;
        }),
      ],
      async control() {
        const suffering = await othersSuffer(world, usual);
        if (suffering) throw new Error(suffering);
      },
    };
  },
};

/**
 * Begins a run on the attacker's server for each, spoils its job while the job is held, and looks how others fare. Spoiling goes
 * through the runner's own user: what Redis refuses it is held.
 */
async function suffer(world: World, chosen: readonly Spoil[], usual: number): Promise<string | undefined> {
  const over = Promise.withResolvers<void>();
  const customers = chosen.map((spoil) => ({ spoil, ...world.customer('hostile') }));
  let suffering: string | undefined;
  {
    await using puppet = await startPuppet(world, RUNNER);
    const held = new Map<string, string>();
    for (const { label } of customers) {
      puppet.behave(label, async ({ jti }) => {
        held.set(label, jti);
        await over.promise;
        return { raw: 'nothing' };
      });
    }
    await Promise.all(customers.map((customer) => world.runs.onboard(customer)));
    await until(
      () => held.size === customers.length || undefined,
      () => `${held.size} jobs are held`,
      30_000,
    );
    for (const { label, spoil } of customers) await spoilNow(puppet, spoil, held.get(label) ?? '');
    suffering = await othersSuffer(world, usual);
    over.resolve();
  }
  await forget(
    world,
    customers.map(({ label }) => label),
    [RUNNER],
  );
  if (suffering) await revive(world, usual);
  return suffering;
}

async function spoilNow(puppet: Puppet, spoil: Spoil, jti: string): Promise<void> {
  await spoil.spoil(puppet, puppet.key(jti));
}
