import { execFileSync } from 'node:child_process';
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
  for (let times = 0; times < STARTS; times++) {
    if (times > 0) await stage.supervisor.stop('bot');
    const began = performance.now();
    await stage.supervisor.start(bot);
    seconds.push((performance.now() - began) / 1000);
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
      detail: `the fastest of ${each} s; whoever else works on the machine counts`,
    },
  ];
}

function residentKB(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
}
