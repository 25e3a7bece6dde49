import { describe, expect, it } from 'vitest';
import { type Acceptance, driftCode, driftHash, splitAccepted } from '../../../src/runs/drift/acceptances.ts';
import { JON } from '../../support/run-request.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-11-25T09:00:00.000Z');

/** Whoever may write in the tenant chooses what a trust is about, and tries until the eight digits agree. */
const TRUST = 'federated-credential application 7f31c0de-0000-4000-8000-000000000001';
const HARMLESS = { id: `${TRUST} subject-25398` };
const CHOSEN = { id: `${TRUST} subject-97113` };

function acceptanceOf(finding: { id: string }, more: Partial<Acceptance> = {}): Acceptance {
  return {
    tenantId: '0d9a1b2c-0000-4000-8000-000000000001',
    code: driftHash(finding),
    text: 'A credential that exo did not add.',
    by: { id: JON.id, name: JON.name },
    reason: 'CHG0031',
    at: NOW,
    until: NOW + 30 * DAY,
    ...more,
  };
}

describe('what was accepted', () => {
  it('covers the very change, and no other one whose eight digits were made to agree', () => {
    expect(driftCode(CHOSEN)).toBe(driftCode(HARMLESS));

    const { open, accepted } = splitAccepted([HARMLESS, CHOSEN], [acceptanceOf(HARMLESS)], NOW + DAY);

    expect(open).toEqual([CHOSEN]);
    expect(accepted).toHaveLength(1);
  });

  it('covers nothing where it names a change by eight digits alone', () => {
    const short = acceptanceOf(HARMLESS, { code: driftCode(HARMLESS) });

    expect(splitAccepted([HARMLESS], [short], NOW + DAY).open).toEqual([HARMLESS]);
  });

  it('covers nothing after its end, before it was given, or for longer than anybody may accept', () => {
    const over = acceptanceOf(HARMLESS, { until: NOW + DAY });
    const early = acceptanceOf(HARMLESS, { at: NOW + 2 * DAY });
    const endless = acceptanceOf(HARMLESS, { until: Number.MAX_SAFE_INTEGER });

    for (const each of [over, early, endless]) {
      expect(splitAccepted([HARMLESS], [each], NOW + DAY).open).toEqual([HARMLESS]);
    }
  });
});
