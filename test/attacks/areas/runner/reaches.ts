import { ReplyError } from 'ioredis';
import { messageOf } from '../../../../src/process/errors.ts';
import { startPuppet } from '../../attacker/puppet.ts';
import { type Area, reached, tried, unless } from '../../attempt.ts';

/** A runner that was taken over reaches with its Redis user for what is not its own. */
export const runnerReaches: Area = {
  name: 'runner reaches out',
  async prepare(world) {
    const puppet = await startPuppet(world, 'mid9-elevated');
    const { prefix } = world.keys;
    const { redis } = puppet;
    const refused = async (...commands: (readonly [string, ...string[]])[]) => {
      for (const [command, ...args] of commands) {
        try {
          await redis.call(command, ...args);
          return reached(`Redis did ${command} ${args.join(' ').slice(0, 60)}`);
        } catch (error) {
          if (
            !(error instanceof ReplyError) ||
            !/NOPERM|no permissions|DEBUG command not allowed/.test(messageOf(error))
          ) {
            return unless(`Redis answered ${command} with ${messageOf(error)}`);
          }
        }
      }
      return unless(undefined);
    };
    const tries = (what: string, ...commands: (readonly [string, ...string[]])[]) =>
      tried(what, () => refused(...commands));
    return {
      attempts: [
        tries(
          'it reads a run and its journal',
          ['HGETALL', `${prefix}:run:plain1-1`],
          ['LRANGE', `${prefix}:journal:plain1-1`, '0', '9'],
        ),
        tries('it reads the runners and the board', ['HGETALL', `${prefix}:runners`], ['HGETALL', `${prefix}:board`]),
        tries(
          "it reads another runner's queue",
          ['LRANGE', `${prefix}:mid1-elevated:wait`, '0', '9'],
          ['HGETALL', `${prefix}:mid1-elevated:1`],
        ),
        tries(
          "it puts a job into another runner's queue",
          ['LPUSH', `${prefix}:mid1-elevated:wait`, 'x'],
          ['HSET', `${prefix}:mid1-elevated:x`, 'data', '{}'],
        ),
        tries(
          "it takes a job from the cloud's queue",
          ['BZPOPMIN', `${prefix}:cloud:marker`, '1'],
          ['LPUSH', `${prefix}:cloud:wait`, 'x'],
        ),
        tries(
          'it says a command in the intake queue',
          ['LPUSH', `${prefix}:bot:wait`, 'x'],
          ['HSET', `${prefix}:bot:x`, 'data', '{}'],
        ),
        tries(
          'it writes to outbox, deadlines and notices',
          ['ZADD', `${prefix}:outbox`, '0', 'x'],
          ['ZADD', `${prefix}:deadlines`, '0', 'x y'],
          ['ZADD', `${prefix}:notices`, '0', 'x'],
        ),
        tries('it accepts itself', ['HSET', `${prefix}:runners`, 'mid9-elevated', 'x']),
        tries(
          'it writes requests and the audit queue',
          ['RPUSH', `${prefix}:requests`, 'x'],
          ['RPUSH', `${prefix}:audit`, 'x'],
          ['PUBLISH', `${prefix}:wake`, 'x'],
        ),
        tries('it lists all keys', ['KEYS', '*'], ['SCAN', '0']),
        tries('it listens to others', ['MONITOR'], ['SUBSCRIBE', 'x'], ['PSUBSCRIBE', '*']),
        tries(
          'it changes users',
          ['ACL', 'LIST'],
          ['ACL', 'SETUSER', 'mid9-elevated', '+@all'],
          ['ACL', 'GETUSER', 'jobs'],
        ),
        tries(
          'it changes the configuration of Redis',
          ['CONFIG', 'GET', 'requirepass'],
          ['CONFIG', 'SET', 'appendonly', 'no'],
          ['REPLICAOF', '127.0.0.1', '1'],
          ['DEBUG', 'SLEEP', '1'],
        ),
        tries('it empties Redis or ends it', ['FLUSHALL'], ['FLUSHDB'], ['SHUTDOWN', 'NOSAVE'], ['SWAPDB', '0', '1']),
        tries(
          'it closes the connections of others',
          ['CLIENT', 'LIST'],
          ['CLIENT', 'KILL', 'TYPE', 'normal'],
          ['CLIENT', 'PAUSE', '1000'],
        ),
        tries(
          'it moves its keys over those of others',
          ['RENAME', `${prefix}:mid9-elevated:x`, `${prefix}:runners`],
          ['COPY', `${prefix}:mid9-elevated:x`, `${prefix}:board`],
        ),
        tries(
          'it loads scripts and functions',
          ['SCRIPT', 'LOAD', 'return 1'],
          ['SCRIPT', 'FLUSH'],
          ['FUNCTION', 'LOAD', '#!lua name=x'],
          ['FCALL', 'x', '0'],
        ),
        tries('it evaluates Lua', ['EVAL', 'return 1', '0'], ['EVAL_RO', 'return 1', '0']),
        tried('it hides the key of others in a script of BullMQ', async () => {
          const loaded = await world.admin.script('LOAD', "return redis.call('HGETALL', KEYS[1])");
          return refused(['EVALSHA', String(loaded), '1', `${prefix}:runners`]);
        }),
        tried('it speaks with the password of another runner', async () => {
          const password = world.users.passwords.get('mid9-elevated') ?? '';
          return refusesLogin(redis, 'mid1-elevated', password);
        }),
        tried('it speaks as the default user', () =>
          refusesLogin(redis, 'default', world.users.passwords.get('mid9-elevated') ?? ''),
        ),
      ],
      control: async () => {
        if ((await redis.set(puppet.key('heartbeat'), '{}', 'PX', 1000)) !== 'OK')
          throw new Error('it cannot use its own keys');
        await puppet[Symbol.asyncDispose]();
      },
    };
  },
};

async function refusesLogin(
  redis: { call(command: string, ...args: string[]): Promise<unknown> },
  user: string,
  password: string,
) {
  try {
    await redis.call('AUTH', user, password);
    return reached(`it is ${user} now`);
  } catch {
    // WRONGPASS is what we want.
    return unless(undefined);
  }
}
