import { z } from 'zod';

const HOUR_MS = 3_600_000;

/** What the way from version 1 looks at; everything else stays as it is. */
const Version1 = z.looseObject({
  state: z.string(),
  request: z.looseObject({ approval: z.looseObject({}) }),
  steps: z.array(z.looseObject({ name: z.string(), state: z.string() })),
  gate: z.looseObject({ state: z.string() }).nullable(),
});

const FINAL: ReadonlySet<string> = new Set(['finished', 'declined', 'cancelled']);

/**
 * Version 1 asked about permissions and role alone. What was asked or approved then does not count for what an approval
 * covers today, so a run under way stops at its gate.
 */
export function fromVersion1(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { state, request, steps, gate, ...rest } = Version1.parse(record);
  const rules = { validForMs: 4 * HOUR_MS, renewals: 'covered', proof: 'card' };
  const asked = { ...request, approval: { ...request.approval, ...rules }, earlier: null };
  const old = gate && { ...gate, subject: null, news: [] };
  const stops = old !== null && !FINAL.has(state) && ['open', 'approved'].includes(old.state);
  if (!stops) return { ...rest, state, request: asked, steps, gate: old };
  const atGate = (step: (typeof steps)[number]) =>
    step.name === 'approve-consent' ? { ...step, state: 'failed', error: STOPPED } : step;
  return {
    ...rest,
    state: 'needs-person',
    request: asked,
    steps: steps.map(atGate),
    gate: { ...old, state: 'expired' },
  };
}

const STOPPED = {
  kind: 'person',
  code: 'approval-of-earlier-version',
  message: 'exo was updated while this run was under way, and an approval now covers more.',
  advice: 'Cancel this run and onboard {tenant} again: exo goes on from what is there.',
};
