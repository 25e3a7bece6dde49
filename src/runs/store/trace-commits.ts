import type { EndedSpan, Tracing } from '../../process/tracing/tracing.ts';
import { isFinal, type Run } from '../run.ts';

/** Called with a run before and after a change that was committed. */
export type Committed = (before: Run, after: Run) => void;

/** Records what ended with a commit: the run itself, the wait for an approver. Only who committed it does so. */
export function traceCommits(tracing: Tracing | undefined): Committed | undefined {
  if (!tracing) return undefined;
  return (before, after) => {
    const scope = tracing.scope();
    if (scope) scope.run ??= after.id;
    for (const span of endedBy(before, after)) tracing.record(span);
  };
}

export function endedBy(before: Run, after: Run): EndedSpan[] {
  return [...decisionOf(before, after), ...endOf(before, after)];
}

function decisionOf({ gate: asked }: Run, { id, request, gate, finishedAt }: Run): EndedSpan[] {
  if (asked?.state !== 'open' || (gate?.state === 'open' && gate.round === asked.round)) return [];
  const to = gate?.decidedAt ?? finishedAt ?? asked.until;
  const attributes = { ...tenantOf(request), 'exo.outcome': gate?.state ?? 'closed' };
  return [{ name: 'approval', run: id, place: { kind: 'under-run' }, from: asked.openedAt, to, attributes }];
}

function endOf(before: Run, after: Run): EndedSpan[] {
  if (isFinal(before) || !isFinal(after)) return [];
  const { id, request, createdAt, finishedAt = createdAt, state } = after;
  const attributes = { ...tenantOf(request), 'exo.mode': request.mode, 'exo.outcome': state };
  const place = { kind: 'run' } as const;
  return [{ name: `run ${request.kind}`, run: id, place, from: createdAt, to: finishedAt, attributes }];
}

export function tenantOf({ tenant }: Run['request']): { readonly 'exo.tenant': string } {
  return { 'exo.tenant': tenant.label };
}
