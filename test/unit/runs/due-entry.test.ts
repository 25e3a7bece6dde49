import { describe, expect, it } from 'vitest';
import { type Due, readDue, writeDue } from '../../../src/runs/due/due-entry.ts';
import { shareOf } from '../../../src/runs/due/share-of.ts';

const TENANT = '7c1d0000-0000-4000-8000-0000000041e0';
const THUMBPRINT = '9F2C'.repeat(10);

describe('an entry of the due-list', () => {
  it.each<Due>([
    { kind: 'renewal', tenantId: TENANT, thumbprint: THUMBPRINT },
    { kind: 'watch', tenantId: TENANT },
  ])('of kind $kind is read as it was written', (due) => {
    expect(readDue(writeDue(due))).toEqual(due);
  });

  it('of an earlier release, which knew renewals alone, is a renewal', () => {
    expect(readDue(`${TENANT} ${THUMBPRINT}`)).toEqual({ kind: 'renewal', tenantId: TENANT, thumbprint: THUMBPRINT });
  });

  it.each(['', 'watch', `watch ${TENANT} more`, `other ${TENANT}`, TENANT])(
    '"%s" is not taken for anything',
    (text) => {
      expect(readDue(text)).toBeUndefined();
    },
  );
});

describe('the turn of a tenant', () => {
  it('is always the same, and spread evenly over 200 tenants', () => {
    const shares = Array.from({ length: 200 }, (_, index) => shareOf(`tenant ${index}`));

    expect(shares).toEqual(Array.from({ length: 200 }, (_, index) => shareOf(`tenant ${index}`)));
    for (let part = 0; part < 4; part++) {
      const within = shares.filter((share) => share >= part / 4 && share < (part + 1) / 4);
      expect(within.length).toBeGreaterThan(30);
    }
  });
});
