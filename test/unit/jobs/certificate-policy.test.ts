import { describe, expect, test } from 'vitest';
import { daysOf, judgeRestrictions } from '../../../src/jobs/steps/entra/certificates/certificate-policy.ts';

const CREATED = '2026-11-24T09:30:00Z';
const lifetime = (maxLifetime: string, more = {}) => ({
  restrictionType: 'asymmetricKeyLifetime',
  state: 'enabled',
  maxLifetime,
  ...more,
});

describe('an ISO 8601 duration in days', () => {
  test.each([
    ['P90D', 90],
    ['P1Y', 365],
    ['P1Y6M', 545],
    ['P2W', 14],
    ['P1DT12H', 1],
    ['PT48H', 2],
    ['PT4M', undefined],
    ['ninety days', undefined],
  ])('%s is %s', (duration, days) => {
    expect(daysOf(duration)).toBe(days);
  });
});

describe('the restrictions of a policy', () => {
  test('limit nothing when there are none', () => {
    expect(judgeRestrictions([], CREATED)).toBeNull();
  });

  test('limit a certificate to the shortest life', () => {
    expect(judgeRestrictions([lifetime('P1Y'), lifetime('P90D')], CREATED)).toBe(90);
  });

  test.each([
    ['is switched off', { state: 'disabled' }],
    ['is for later applications', { restrictForAppsCreatedAfterDateTime: '2027-01-01T00:00:00Z' }],
  ])('do not count when one %s', (_what, more) => {
    expect(judgeRestrictions([lifetime('P90D', more)], CREATED)).toBeNull();
  });

  test('stop the run when only certification authorities are trusted', () => {
    const restriction = { restrictionType: 'trustedCertificateAuthority', state: 'enabled' };

    expect(() => judgeRestrictions([restriction], CREATED)).toThrow('self-signed-not-allowed');
  });

  test.each([{ restrictionType: 'unknownFutureValue', state: 'enabled' }, lifetime('forever'), { state: 'enabled' }])(
    'stop the run when nobody knows what they mean: %o',
    (restriction) => {
      expect(() => judgeRestrictions([restriction], CREATED)).toThrow('certificate-policy-unknown');
    },
  );
});
