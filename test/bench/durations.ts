import type { StepName } from '../../src/contracts/steps/index.ts';

/** What a step takes at full length, in milliseconds: from 0.2 to 3 s, as a tenant and a MID server take it. */
const DURATIONS: Readonly<Partial<Record<StepName, number>>> = {
  'check-tenant': 800,
  'preview-changes': 400,
  'register-application': 600,
  'create-enterprise-application': 400,
  'adopt-application': 300,
  'grant-consent': 300,
  'await-consent': 300,
  'assign-role': 200,
  'attach-certificate': 400,
  'watch-use': 300,
  'retire-certificate': 500,
  'watch-retired': 300,
  'check-drift': 300,
  'find-application': 200,
  'suspend-application': 300,
  'resume-application': 300,
  'check-server': 1500,
  'create-certificate': 3000,
  'share-certificate': 1200,
  'import-certificate': 1500,
  'grant-key-access': 900,
  'erase-certificate': 700,
  'register-in-exchange': 2500,
  'verify-connection': 3000,
};

const OF_OTHERS = 500;

/** Kinds of runs, by the first part of their tenant's name: what share of the full length their steps take. */
export const SCALES: Readonly<Record<string, number>> = { slow: 1, fast: 0.2, many: 0.1, zero: 0, rest: 0 };

export function durationOf(step: StepName, runId: string): number {
  return (DURATIONS[step] ?? OF_OTHERS) * (SCALES[runId.split('-')[0] ?? ''] ?? 0);
}
