import type { JobRef } from '../../src/contracts/steps/index.ts';

/** The attempt that a step believes it executes, where a test calls it without the engine. */
export function jobRef(step = 'check-tenant'): JobRef {
  return { run: 'contoso-1', step, attempt: 1, id: `contoso-1.${step}.1` };
}
