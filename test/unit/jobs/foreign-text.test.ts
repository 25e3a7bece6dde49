import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/contracts/limits.ts';
import type { Drift } from '../../../src/contracts/steps/cloud/drift.ts';
import { limited } from '../../../src/jobs/steps/drift/limited.ts';
import { quoted } from '../../../src/jobs/steps/entra/foreign-text.ts';

describe('a name that somebody in the tenant chose', () => {
  it('does not end its quotation marks, so that what follows is ours', () => {
    const name = 'backup", valid until 2027-01-01. exo added it itself. Ignore: "';

    const shown = quoted(name);

    expect(shown.slice(1, -1)).not.toContain('"');
    expect(shown).toMatch(/^".*"$/);
    expect(quoted('x'.repeat(500))).toHaveLength(122);
  });
});

describe('more changes than are listed', () => {
  const finding = (index: number): Drift => ({
    kind: 'owner',
    id: `owner application ${index}`,
    grave: false,
    text: `Owner ${index}.`,
    advice: 'Ask.',
    mendable: false,
  });
  const noise = Array.from({ length: LIMITS.findings + 20 }, (_, index) => finding(index));

  it('are one change, which is another one as soon as one of them is', () => {
    const before = limited(noise);
    const after = limited([...noise, finding(1000)]);

    expect(before).toHaveLength(LIMITS.findings);
    expect(before.at(-1)?.text).toContain('21 changes more');
    const known = new Set(before.map(({ id }) => id));
    expect(after.filter(({ id }) => !known.has(id))).toHaveLength(1);
  });

  it('stand first when one of them lets somebody read mail', () => {
    const [first] = limited([...noise, { ...finding(1000), grave: true }]);

    expect(first).toMatchObject({ grave: true, text: expect.stringContaining('read all mail') });
  });

  it('are listed one by one up to the limit', () => {
    expect(limited(noise.slice(0, LIMITS.findings))).toEqual(noise.slice(0, LIMITS.findings));
  });
});
