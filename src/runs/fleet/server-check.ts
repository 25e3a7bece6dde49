import type { Stored } from '../../process/records/record.ts';
import { outputOf } from '../outputs.ts';
import type * as rows from '../records/rows.ts';
import { findStep, type Run, type RunStep } from '../run.ts';

/** Its form and what its members mean stand in records/rows.ts. */
export type ServerCheck = Stored<typeof rows.ServerCheck>;

/** The checks that a decision brought to their end. */
export function serverChecks(before: Run, after: Run, now: number): ServerCheck[] {
  return after.steps.flatMap((step) => {
    if (step.name !== 'check-server' || step.server === undefined) return [];
    if (findStep(before, step.id)?.state === step.state) return [];
    const found = whatItFound(after, step, step.server);
    return found ? [{ server: step.server, run: after.id, at: now, ...found }] : [];
  });
}

type Found = Pick<ServerCheck, 'exchangeModuleVersion' | 'findings'>;

function whatItFound(run: Run, step: RunStep, server: string): Found | undefined {
  const output = outputOf(run, 'check-server', server);
  if (output) {
    const { exchangeModuleVersion, findings } = output;
    return { exchangeModuleVersion, findings: findings.filter(({ level }) => level !== 'ok') };
  }
  // A check that blocks is a failure for a person; of a runner that is not accepted it says nothing about the server.
  if (step.state !== 'failed' || step.error?.kind !== 'person' || step.error.code === 'runner-not-accepted') {
    return undefined;
  }
  const { code, message, advice } = step.error;
  return { findings: [{ code, level: 'blocks', message, advice }] };
}
