import { expect, test } from 'vitest';
import { createChannels } from '../../../src/bot/delivery/channels.ts';
import { RunDriver } from '../../support/run-driver.ts';

const PLACE = { v: 1, kind: 'channel', channelId: 'msteams', tenantId: '', serviceUrl: '', botId: '28:bot' } as const;

/** Runs by their id, `<channel>-<number>`, on a clock that stands still; every read is counted. */
function setUp() {
  const reads: string[] = [];
  const clock = { now: 1_000_000 };
  const { run } = new RunDriver();
  const parts = {
    now: () => clock.now,
    store: {
      read: async (id: string) => {
        reads.push(id);
        if (id.startsWith('newer'))
          return { ok: false, why: 'it has the form of a newer version', newer: true } as const;
        return id.startsWith('gone') ? undefined : ({ ok: true, value: { ...run, id } } as const);
      },
    },
    records: {
      runCard: async ({ id }: { id: string }) => ({
        place: { ...PLACE, conversationId: `19:${id.split('-')[0]}` },
        messageId: '1',
      }),
    },
    config: {},
  };
  const locks = { takeSlot: async () => true };
  return { clock, reads, channels: createChannels(parts, locks) };
}

test('a run is read once while it waits for its channel, and again when it has changed', async () => {
  const { channels, reads, clock } = setUp();
  await channels.ready('ops-1');
  await channels.takeSlot('19:ops');

  const answers = [await channels.ready('ops-1'), await channels.ready('ops-1')];
  clock.now += 1000;
  channels.forget('ops-1');
  const afterwards = await channels.ready('ops-1');

  expect(answers).toEqual(['not-yet', 'not-yet']);
  expect(afterwards).toMatchObject({ id: 'ops-1', channel: '19:ops' });
  expect(reads).toEqual(['ops-1', 'ops-1']);
});

test('a channel does not wait for another one, and says when it is free', async () => {
  const { channels, clock } = setUp();
  await channels.ready('ops-1');
  await channels.takeSlot('19:ops');

  expect(await channels.ready('sales-1')).toMatchObject({ channel: '19:sales' });
  expect(channels.nextFree()).toBe(clock.now + 1000);
});

test('a clock that was set back keeps no channel shut', async () => {
  const { channels, clock } = setUp();
  await channels.ready('ops-1');
  await channels.takeSlot('19:ops');

  clock.now -= 3_600_000;

  expect(await channels.ready('ops-1')).toMatchObject({ id: 'ops-1' });
});

test('a run that has no card is told apart', async () => {
  expect(await setUp().channels.ready('gone-1')).toBe('no-card');
});

test('a run that only a newer version can read is told from one without a card', async () => {
  const { channels } = setUp();

  expect(await channels.ready('newer-1')).toBe('newer');
  expect(await channels.ready('gone-1')).toBe('no-card');
});
