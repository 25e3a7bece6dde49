import type { StatusView } from '../../src/bot/cards/status/status-view.ts';
import { boardRow, onboardedRow } from '../../src/runs/board.ts';
import { START } from './run-driver.ts';
import { driverAt, type Stage } from './runs.ts';

const DAY = 24 * 3_600_000;

/** Stages that tenants are put into in turn: of 7 tenants 2 need somebody, 1 works, 3 are ready, 1 is not finished. */
const IN_TURN: readonly Stage[] = ['needs-person', 'approval', 'lag', 'finished', 'finished', 'unchanged', 'cancelled'];

/** What the status card is drawn from when there are so many tenants: `tenant-0`, `tenant-1`, ... */
export function statusOf(count: number, changes: Partial<StatusView> = {}): StatusView {
  const runs = Array.from({ length: count }, (_, index) => {
    const id = `7c1d0a52-3b7e-4c55-9a10-${String(index).padStart(12, '0')}`;
    const label = `tenant-${index}`;
    const tenant = { id, domain: `${label}.example`, label, cloud: 'global' } as const;
    return driverAt(IN_TURN[index % IN_TURN.length] ?? 'finished', { tenant }).run;
  });
  return {
    now: START,
    timeZone: 'UTC',
    rows: runs.map((run, index) => boardRow(run, undefined, START - index * 60_000)),
    suspended: [],
    onboarded: runs.flatMap((run, index) => {
      const row = onboardedRow(run, START);
      return row ? [{ ...row, validUntil: new Date(START + (index * 9 + 20) * DAY).toISOString() }] : [];
    }),
    configured: [],
    servers: [
      { name: 'mid1', present: true },
      { name: 'mid2', present: true },
      { name: 'mid3', present: false, lastSeen: START - 3 * 3_600_000 },
    ],
    page: 0,
    troubles: [],
    approvers: ['Jon Berg', 'Ana Ruiz'],
    ...changes,
  };
}
