import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Redis } from 'ioredis';
import { BOARD } from '../../../src/runs/records/rows.ts';
import { compareIndex } from '../../../src/runs/tenant-index/compare.ts';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { JON, MIA } from '../../support/run-request.ts';
import type { Where } from '../../support/teams-activities.ts';
import { until } from '../../support/until.ts';
import { type Measure, percentile, round } from '../measure.ts';
import { setStage } from '../stage.ts';

const AT_ONCE = 50;
const TENANTS = 10_000;
const STATUSES = 5;
const PATIENCE_MS = 120_000;

/** What people wait for: the first word about a command, the answer to a click, the list of all tenants. */
export async function measureChat(): Promise<Measure[]> {
  await using stage = await setStage('bench', []);
  await using world = await createBotWorld(stage.tools.world.redisUrl, {
    resolveTenant: async (reference) => ({
      tenantId: tenantId(Number(reference.match(/\d+/)?.[0])),
      domain: reference,
    }),
  });
  await world.start();
  await command(world, 'warm0', 'help');
  const acknowledged = await onboardAll(world);
  const answered = await approveAll(world);
  return [
    line('acknowledgement of a command', acknowledged),
    line('answer to Approve', answered),
    ...(await status(world, stage.tools.redis)),
  ];
}

function line(name: string, values: readonly number[]): Measure {
  const [median, most] = [round(percentile(values, 0.5), 0), round(percentile(values, 0.99), 0)];
  return {
    name: `${name}, p99 of ${AT_ONCE} at once`,
    value: most,
    unit: ' ms',
    detail: `p50 ${median} ms, each in a channel of its own`,
  };
}

const numbers = Array.from({ length: AT_ONCE }, (_, index) => index + 1);
const labelOf = (index: number) => `bench${index}`;
const channelOf = (name: string): Pick<Where, 'conversation'> => ({
  conversation: `19:${name}@thread.tacv2;messageid=1`,
});

function tenantId(index: number): string {
  return `7c1d0a52-0000-4000-8000-${index.toString().padStart(12, '0')}`;
}

/** @returns milliseconds from saying something to the first word of the bot in that conversation */
async function command(world: BotWorld, name: string, text: string): Promise<number> {
  const where = channelOf(name);
  const began = Date.now();
  await world.say(MIA, text, where);
  const { at } = await until(
    () => world.connector.calls.find(({ conversation, at }) => conversation === where.conversation && at >= began),
    () => `a word in ${where.conversation}`,
    PATIENCE_MS,
  );
  return at - began;
}

function onboardAll(world: BotWorld): Promise<number[]> {
  return Promise.all(numbers.map((index) => command(world, labelOf(index), `onboard ${labelOf(index)}.example`)));
}

async function approveAll(world: BotWorld): Promise<number[]> {
  const approvals = await Promise.all(numbers.map((index) => untilAsked(world, index)));
  return Promise.all(
    approvals.map(async ({ run, messageId, where }) => {
      const began = performance.now();
      const answer = await world.click(JON, { verb: 'approve', data: { run, round: 1 }, messageId }, where);
      if (answer.statusCode !== 200) throw new Error(`Approve of ${run} was answered with ${answer.statusCode}`);
      return performance.now() - began;
    }),
  );
}

async function untilAsked(world: BotWorld, index: number) {
  const run = `${labelOf(index)}-1`;
  const where = channelOf(labelOf(index));
  await until(
    async () => world.store.get(run),
    () => `the run ${run}`,
    PATIENCE_MS,
  );
  await world.work(run);
  const { id: messageId } = await until(
    () =>
      world.connector.messages.find(
        (each) => each.conversation === where.conversation && wordsOf(each).includes('Approval needed'),
      ),
    () => `the approval card of ${run}`,
    PATIENCE_MS,
  );
  await until(async () => (await world.redis.hexists(world.keys.chat(run), 'approval:1')) || undefined);
  return { run, messageId, where };
}

async function status(world: BotWorld, redis: Redis): Promise<Measure[]> {
  await fillBoard(world, redis);
  const began = performance.now();
  await compareIndex(redis, world.keys, world.records);
  const built = performance.now() - began;
  await command(world, 'status0', 'status');
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const times: number[] = [];
  for (let index = 1; index <= STATUSES; index++) times.push(await command(world, `status${index}`, 'status'));
  const filtered = await command(world, 'status-filtered', 'status needs bench');
  delay.disable();
  const ms = percentile(times, 0.5);
  const { conversation } = channelOf('status1');
  const message = world.connector.messages.find((each) => each.conversation === conversation);
  const bytes = Buffer.byteLength(JSON.stringify(message?.card ?? {}));
  return [
    {
      name: `status over ${TENANTS} tenants`,
      value: ms,
      unit: ' ms',
      limit: { most: 200 },
      detail: `a card of ${round(bytes / 1024, 1)} KB; 1 % wait for an approval, 1 % for a person; the median of ${STATUSES}`,
    },
    {
      name: 'status needs <part of a name> over them',
      value: filtered,
      unit: ' ms',
      limit: { most: 200 },
      detail: 'Redis looks through the index',
    },
    {
      name: 'longest turn of the event loop meanwhile',
      value: round(delay.max / 1e6, 0),
      unit: ' ms',
      limit: { most: 50 },
      detail: 'of the bot, with the stand-in of Teams in the same process',
    },
    {
      name: 'memory after it',
      value: round(process.memoryUsage.rss() / 2 ** 20, 0),
      unit: ' MB',
      limit: { most: 450 },
      detail: 'of that process',
    },
    {
      name: `index of ${TENANTS} tenants, made from their rows`,
      value: round(built / 1000, 2),
      unit: ' s',
      detail: 'once after an update, in turns of a few milliseconds',
    },
  ];
}

async function fillBoard({ records, keys }: BotWorld, redis: Redis): Promise<void> {
  for (let index = 1000; index < 1000 + TENANTS; index++) {
    const id = tenantId(index);
    const state = ({ 0: 'waiting-approval', 1: 'needs-person' } as const)[index % 100] ?? 'finished';
    const row = {
      run: `t${index}-1`,
      label: `t${index}`,
      domain: `t${index}.example`,
      tenantId: id,
      state,
      since: Date.now() - index * 1000,
      requester: MIA.name,
      ...(state === 'needs-person' ? { reason: 'The runner mid1-elevated is not accepted.' } : {}),
    };
    await redis.hset(keys.board, id, records.seal(BOARD, `board ${id}`, row));
  }
}
