import { describe, expect, test } from 'vitest';
import { Application } from '../../../src/jobs/steps/entra/application.ts';
import { otherCredentials, ourCertificates, thumbprintOf } from '../../../src/jobs/steps/entra/credentials.ts';

const NOW = new Date('2026-11-24T09:30:00Z');
const THUMBPRINT = '9F2C00000000000000000000000000000000ABCD';
const BASE64 = Buffer.from(THUMBPRINT, 'hex').toString('base64');

function application(more: object) {
  const id = '11111111-2222-4333-8444-555555555555';
  return Application.parse({ id, appId: id, displayName: 'x', ...more });
}

describe('the thumbprint of a key credential', () => {
  test.each([
    [BASE64, THUMBPRINT],
    [THUMBPRINT.toLowerCase(), THUMBPRINT],
    ['bXkga2V5', undefined],
    [null, undefined],
  ])('%s is %s', (customKeyIdentifier, expected) => {
    expect(thumbprintOf({ customKeyIdentifier })).toBe(expected);
  });
});

describe('the credentials on our application', () => {
  const ours = {
    customKeyIdentifier: BASE64,
    displayName: `exo-bot ${THUMBPRINT}`,
    endDateTime: '2027-11-24T00:00:00Z',
  };
  const expired = { displayName: 'old', endDateTime: '2026-11-24T09:30:30Z' };

  test('are ours when they are named after their own thumbprint', () => {
    const found = application({ keyCredentials: [ours, { ...ours, displayName: 'exo-bot 00' }, expired] });

    expect(ourCertificates(found, NOW)).toEqual([expect.objectContaining(ours)]);
  });

  test('are shown in words when somebody else put them there', () => {
    const found = application({
      keyCredentials: [ours, expired, { displayName: "Jo's key", endDateTime: '2028-01-01T00:00:00Z' }],
      passwordCredentials: [{ displayName: null, hint: 'abc', endDateTime: '2027-05-01T00:00:00Z' }],
    });

    expect(otherCredentials(found, NOW).map(({ text }) => text)).toEqual([
      'certificate "Jo\'s key", valid until 2028-01-01',
      'client secret "abc", valid until 2027-05-01',
    ]);
  });
});
