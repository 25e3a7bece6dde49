import { createHash } from 'node:crypto';
import { LIMITS } from '../../../contracts/limits.ts';
import type { Drift } from '../../../contracts/steps/cloud/drift.ts';

/** As many as are told one by one; the rest is one of them, which is another one whenever something of it changes. */
export function limited(findings: readonly Drift[]): Drift[] {
  if (findings.length <= LIMITS.findings) return [...findings];
  const shown = findings.slice(0, LIMITS.findings - 1);
  const rest = findings.slice(LIMITS.findings - 1);
  const grave = rest.some((each) => each.grave);
  const ids = createHash('sha256').update(
    rest
      .map(({ id }) => id)
      .toSorted()
      .join('\n'),
  );
  const more: Drift = {
    kind: rest[0]?.kind ?? 'credential',
    id: `more ${ids.digest('hex')}`,
    grave,
    text: `${rest.length} changes more than exo lists${grave ? ', some of which let somebody read all mail of the tenant' : ''}.`,
    advice: 'Have an administrator of the tenant remove what nobody knows, then check again: exo lists the rest.',
    mendable: rest.some((each) => each.mendable),
  };
  return grave ? [more, ...shown] : [...shown, more];
}
