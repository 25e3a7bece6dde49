import { createRandom } from '../time/random.ts';
import type { Host } from '../time/scheduler.ts';
import { Scheduler } from '../time/scheduler.ts';
import { ModelRedis } from './connection.ts';
import { Network } from './network.ts';
import { RedisServer } from './server.ts';

/** The model on its own, for comparing it with Redis: it answers at once and never fails. */
export function promptRedis(now: () => number) {
  const scheduler = new Scheduler(0);
  const server = new RedisServer(now);
  const host: Host = { name: 'test', alive: true, asleepUntil: 0 };
  const network = new Network({
    scheduler,
    server,
    random: createRandom('prompt'),
    faultOf: () => undefined,
    kill: () => {},
    trace: () => {},
    broken: (error) => {
      throw error;
    },
  });
  const redis = new ModelRedis(network, host);
  let isOver = false;
  return {
    redis,
    server,
    /** Lets virtual time run for as long as `work` does. */
    async run<T>(work: () => Promise<T>): Promise<T> {
      const done = work().finally(() => {
        isOver = true;
      });
      isOver = false;
      while (!isOver) {
        await scheduler.settle();
        await scheduler.step();
      }
      return done;
    },
  };
}
