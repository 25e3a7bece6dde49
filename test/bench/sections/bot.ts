import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { type Measure, round } from '../measure.ts';
import { planProduct } from '../product.ts';
import { setStage } from '../stage.ts';

const STARTS = 3;
const SETTLES_MS = 5000;

/** The bot as it starts and as it waits for somebody to speak. */
export async function measureBot(): Promise<Measure[]> {
  await using stage = await setStage('bench', []);
  const { bot } = await planProduct(stage);
  const seconds: number[] = [];
  const processor: number[] = [];
  for (let times = 0; times < STARTS; times++) {
    if (times > 0) await stage.supervisor.stop('bot');
    const began = performance.now();
    await stage.supervisor.start(bot);
    seconds.push((performance.now() - began) / 1000);
    processor.push(processorSeconds(stage.supervisor.pidOf('bot') ?? 0));
  }
  const pid = stage.supervisor.pidOf('bot') ?? 0;
  await wait(SETTLES_MS);
  const each = seconds.map((value) => round(value, 2)).join(', ');
  return [
    {
      name: 'bot at rest, resident memory',
      value: round(residentKB(pid) / 1024, 0),
      unit: ' MB',
      limit: { most: 200 },
      detail: `${SETTLES_MS / 1000} s after its start`,
    },
    {
      name: 'bot, start to ready',
      value: round(Math.min(...seconds), 2),
      unit: ' s',
      limit: { most: 1.5 },
      detail: `the fastest of ${each} s on this machine as it is; processor time ${round(Math.min(...processor), 2)} s`,
    },
  ];
}

function residentKB(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}

/** Linux tells it; elsewhere it is not a number. */
function processorSeconds(pid: number): number {
  const file = `/proc/${pid}/schedstat`;
  return existsSync(file) ? Number(readFileSync(file, 'utf8').split(' ')[0]) / 1e9 : Number.NaN;
}
