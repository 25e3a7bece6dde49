import type { Finding } from '../contracts/steps/runner.ts';
import { outputOf } from './outputs.ts';
import { findStep, type Run, type RunStep } from './run.ts';

/** What the last check of a MID server found, whichever run asked for it: kept for the card of the runners. */
export interface ServerCheck {
  readonly server: string;
  readonly run: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Version of ExchangeOnlineManagement, null where there is none; missing when the check ended before it could say. */
  readonly exchangeModuleVersion?: string | null;
  /** What is not as it should be. */
  readonly findings: readonly Finding[];
}

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
