import { describe, expect, test } from 'vitest';
import { isStepName, STEPS } from '../../../src/contracts/steps/index.ts';
import { parseOutput } from '../../../src/contracts/steps/parse-output.ts';
import { createSigningKey, signerOf, signStatement } from '../../../src/contracts/trust/signing.ts';
import { FRESH } from '../../support/step-outputs.ts';

describe('the output of a step', () => {
  test('is checked once for each object that holds it', () => {
    const output = { ...FRESH['create-certificate'] };

    expect(parseOutput('create-certificate', output)).toMatchObject({ success: true, data: output });
    expect(parseOutput('create-certificate', output)).toBe(parseOutput('create-certificate', output));
    expect(parseOutput('create-certificate', { ...output })).not.toBe(parseOutput('create-certificate', output));
  });

  test('of one step is not taken for that of another', () => {
    const output = { ...FRESH['create-certificate'] };

    expect(parseOutput('create-certificate', output).success).toBe(true);
    expect(parseOutput('check-tenant', output).success).toBe(false);
    expect(parseOutput('create-certificate', output).success).toBe(true);
  });

  test.each(Object.keys(STEPS).filter(isStepName))('of %s fits its contract again as it came out of it', (name) => {
    const { data } = STEPS[name].output.safeParse(FRESH[name]);

    expect(data).toBeDefined();
    expect(STEPS[name].output.safeParse(data)).toEqual({ success: true, data });
    expect(parseOutput(name, parseOutput(name, { ...FRESH[name] }).data)).toMatchObject({ success: true, data });
  });

  test.each([null, undefined, 'text', 7])('%s is none', (output) => {
    expect(parseOutput('create-certificate', output).success).toBe(false);
  });
});

describe('the signer that a statement names', () => {
  test('is the key that signed it', async () => {
    const [one, other] = [await createSigningKey(), await createSigningKey()];

    for (const key of [one, other, one]) expect(signerOf(await signStatement({}, 'exo+jwt', key))).toBe(key.kid);
  });

  test.each(['', 'x', 'x.y.z', `${'x'.repeat(5000)}.y.z`, '.y.z'])('is nobody in %s', (text) => {
    expect(signerOf(text)).toBeUndefined();
  });
});
