import { createHash } from 'node:crypto';
import { isFinal, type Run, type RunStep } from '../../../runs/run.ts';
import type { RunView } from '../../cards/index.ts';

const LOOK_AGAIN_MS = 15_000;
/** While people are waited for, their cards are written this often although nothing changed: one that was deleted comes back. */
const KEEP_MS = 3_600_000;

/** What the card would show differently: the run, which of its runners are away, whether anything moves, and which message it is. */
export function signatureOf(run: Run, view: RunView, wishes: number, messageId: string): string {
  const away = view.absentServers.map(({ server, notAccepted }) => [server, notAccepted]);
  const moments = [isDelayOver(run, view.now), hoursOpen(run, view.now)];
  const parts = [run.version, away, view.consentUrl, messageId, moments, wishes, view.reach, view.standstill];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}

/** When something on the card may change although the run does not: a process that goes away, a moment that passes. */
export function nextLook(run: Run, now: number): number | undefined {
  if (isFinal(run)) return undefined;
  // For a runner, or for jobs: either may go away or come back.
  const isWith = ({ queue, state }: RunStep) => queue !== undefined && (state === 'queued' || state === 'running');
  const waits = isDelayOver(run, now) || run.steps.some(isWith);
  const retries = run.steps.flatMap(({ state, retryAt }) => (state === 'delayed' && retryAt ? [retryAt + 1000] : []));
  const kept = run.gate?.state === 'open' ? [run.gate.openedAt + (hoursOpen(run, now) + 1) * KEEP_MS] : [];
  const moments = [...retries.filter((at) => at > now), ...(waits ? [now + LOOK_AGAIN_MS] : []), ...kept];
  return moments.length > 0 ? Math.min(...moments) : undefined;
}

function hoursOpen({ gate }: Run, now: number): number {
  return gate?.state === 'open' ? Math.floor((now - gate.openedAt) / KEEP_MS) : 0;
}

function isDelayOver(run: Run, now: number): boolean {
  return run.steps.some(({ state, retryAt }) => state === 'delayed' && retryAt !== undefined && retryAt <= now);
}
