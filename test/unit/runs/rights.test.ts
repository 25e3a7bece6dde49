import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RoleName } from '../../../src/process/config/exo-config.ts';
import { hasRight, type Right, rolesWith } from '../../../src/runs/rights.ts';

const RIGHTS: readonly Right[] = ['look', 'request', 'operate', 'approve', 'administer'];

describe('the table of rights', () => {
  it('gives a role that it does not name no right at all', () => {
    const unknown = fc.string().filter((name) => !RoleName.options.some((role) => role === name));
    fc.assert(
      fc.property(fc.oneof(unknown, fc.constantFrom('constructor', '__proto__', 'Approver', ' approver')), (role) => {
        for (const right of RIGHTS) expect(hasRight([role], right)).toBe(false);
      }),
    );
  });

  it('gives nobody a right who has no role', () => {
    for (const right of RIGHTS) expect(hasRight([], right)).toBe(false);
  });

  it('says who may decide, and who may run things', () => {
    expect(Object.fromEntries(RIGHTS.map((right) => [right, rolesWith(right)]))).toEqual({
      look: ['viewer', 'requester', 'approver', 'admin'],
      request: ['requester', 'admin'],
      operate: ['requester', 'approver', 'admin'],
      approve: ['approver'],
      administer: ['admin'],
    });
  });
});
