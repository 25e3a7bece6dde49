import type { Redis } from 'ioredis';
import { Gauge, type Registry } from 'prom-client';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';

/** Shows how far what stands in Teams is behind; read when somebody asks. @param now milliseconds since 1970 */
export function watchDelivery(registry: Registry, redis: Redis, keys: RedisKeys, now: () => number): void {
  new Gauge({
    name: 'exo_delivery_lag_seconds',
    help: 'For how long the oldest change of a run has not been shown in Teams.',
    registers: [registry],
    async collect() {
      const [, since] = await redis.zrange(keys.redrawNow, '0', '0', 'WITHSCORES');
      this.set(since === undefined ? 0 : Math.max(0, (now() - Number(since)) / 1000));
    },
  });
}
