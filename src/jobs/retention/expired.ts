import { isFinal, type Run } from '../../runs/run.ts';

/** Whether a run has been over for so long that nobody looks at it any more. Those that a tenant still needs are told by `Newest`. */
export function hasExpired(run: Run, now: number, keptForMs: number): boolean {
  return isFinal(run) && run.finishedAt !== undefined && now - run.finishedAt >= keptForMs;
}

/** The newest finished run of each tenant among those that it was shown. */
export interface Newest {
  add(run: Run): void;
  has(run: Run): boolean;
}

export function createNewest(): Newest {
  const byTenant = new Map<string, { id: string; at: number }>();
  return {
    add({ id, state, finishedAt = 0, request: { kind, tenant } }) {
      // A plan or a check only looked: it is no state of the tenant.
      if (state !== 'finished' || kind === 'plan' || kind === 'check') return;
      if (finishedAt >= (byTenant.get(tenant.id)?.at ?? 0)) byTenant.set(tenant.id, { id, at: finishedAt });
    },
    has: ({ id, request }) => byTenant.get(request.tenant.id)?.id === id,
  };
}
