import type { World } from '../world/world.ts';
import type { Puppet } from './puppet.ts';

/** Something that a runner does to its own job, or to its own part of Redis. Those that spoil more come later. */
export interface Spoil {
  readonly what: string;
  readonly spoil: (puppet: Puppet, job: string) => Promise<unknown>;
}

export function spoils(world: World, runner: string): readonly Spoil[] {
  const own = (name: string) => `${world.keys.prefix}:${runner}:${name}`;
  const spoil = (what: string, how: Spoil['spoil']): Spoil => ({ what, spoil: how });
  const field = (what: string, values: Record<string, string>) =>
    spoil(what, ({ redis }, job) => redis.hset(job, values));
  return [
    field('the time of its job is "x"', { timestamp: 'x' }),
    field('the time of its job is NaN', { timestamp: 'NaN' }),
    field('the time of its job is endless', { timestamp: '1e999' }),
    field('its job was finished at "x"', { finishedOn: 'x', processedOn: 'y' }),
    field('its job began in the year 300,000', { processedOn: '9e15' }),
    field('the delay of its job is an object', { opts: '{"delay":{"x":1}}', delay: 'x' }),
    field('the options of its job are no JSON', { opts: '{' }),
    field('the data of its job are no JSON', { data: '{' }),
    field('its job has no data', { data: 'null' }),
    field('the progress of its job is no JSON', { progress: '{' }),
    field('the progress of its job has 20 MB', { progress: JSON.stringify({ note: 'x'.repeat(20_000_000) }) }),
    field('the stack traces of its job are no list', { stacktrace: '7', failedReason: 'x', finishedOn: '1' }),
    field('the result of its job is no JSON', { returnvalue: '{', finishedOn: '1' }),
    field('its job has a parent in the cloud queue', {
      parentKey: `${world.keys.prefix}:cloud:x`,
      parent: '{"id":"x","queueKey":"cloud"}',
    }),
    field('its job failed for a reason of 20 MB', { failedReason: 'x'.repeat(20_000_000), finishedOn: '1' }),
    spoil('it deletes its job again and again', async ({ redis }, job) => {
      for (let times = 0; times < 20; times += 1) await redis.del(job);
    }),
    spoil('its job becomes a list', async ({ redis }, job) => {
      await redis.del(job);
      await redis.lpush(job, 'x');
    }),
    spoil('20,000 events that mean nothing', async ({ redis }) => {
      const pipeline = redis.pipeline();
      for (let index = 0; index < 20_000; index += 1) {
        pipeline.xadd(own('events'), '*', 'event', 'completed', 'jobId', `nobody-${index}`, 'returnvalue', '{');
      }
      await pipeline.exec();
    }),
    spoil('its heartbeat is no JSON and has 20 MB', ({ redis }) =>
      redis.set(own('heartbeat'), `{${'x'.repeat(20_000_000)}`),
    ),
    spoil('its heartbeat and its enrolment become lists', async ({ redis }) => {
      await redis.del(own('heartbeat'), own('enrolment'));
      await redis.lpush(own('heartbeat'), 'x');
      await redis.lpush(own('enrolment'), 'x');
    }),
    spoil('its set of cancelled jobs becomes a text', async ({ redis }) => {
      await redis.del(own('cancelled'));
      await redis.set(own('cancelled'), 'x');
    }),
    spoil('its queue becomes a text', async ({ redis }) => {
      const names = ['wait', 'meta', 'active', 'prioritized', 'delayed', 'events', 'marker'];
      for (const name of names) {
        await redis.del(own(name));
        await redis.set(own(name), 'x');
      }
    }),
  ];
}
