import { describe, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { Application } from '../../../src/jobs/steps/entra/application/application.ts';
import { ourCertificates, thumbprintOf } from '../../../src/jobs/steps/entra/certificates/credentials.ts';
import { otherCredentials } from '../../../src/jobs/steps/entra/facts/holders.ts';

const NOW = new Date('2026-11-24T09:30:00Z');
const certificate = createClientCertificate('ServiceNow');
const stranger = createClientCertificate('somebody');

function application(more: object) {
  const id = '11111111-2222-4333-8444-555555555555';
  return Application.parse({ id, appId: id, displayName: 'x', ...more });
}

const ours = {
  keyId: '22222222-2222-4333-8444-555555555555',
  key: certificate.der,
  displayName: `exo-bot ${certificate.thumbprint}`,
  endDateTime: '2027-11-24T00:00:00Z',
};
const expired = { displayName: 'old', endDateTime: '2026-11-24T09:30:30Z' };

describe('the thumbprint of a key credential', () => {
  test('is computed from the certificate', () => {
    expect(thumbprintOf({ key: certificate.der })).toBe(certificate.thumbprint);
  });

  test('is not what the credential says of itself', () => {
    const claimed = Buffer.from(certificate.thumbprint, 'hex').toString('base64');

    expect(thumbprintOf({ customKeyIdentifier: claimed })).toBeUndefined();
    expect(thumbprintOf({ customKeyIdentifier: claimed, key: stranger.der })).toBe(stranger.thumbprint);
  });
});

describe('the certificates on our application', () => {
  test('carry our name when they are named after their own thumbprint', () => {
    const { keyCredentials } = application({
      keyCredentials: [ours, { ...ours, displayName: 'exo-bot 00' }, { ...ours, key: stranger.der }, expired],
    });

    expect(ourCertificates(keyCredentials, NOW)).toEqual([expect.objectContaining(ours)]);
  });
});

describe('other holders', () => {
  const found = application({
    keyCredentials: [
      ours,
      expired,
      { keyId: 'k', key: stranger.der, displayName: "Jo's key", endDateTime: '2028-01-01T00:00:00Z' },
    ],
    passwordCredentials: [{ displayName: null, hint: 'abc', endDateTime: '2027-05-01T00:00:00Z' }],
  });

  test('are the valid credentials of the application without our name', () => {
    expect(otherCredentials('application', found, NOW)).toEqual([
      {
        kind: 'certificate',
        on: 'application',
        id: `k ${stranger.thumbprint}`,
        text: 'certificate "Jo\'s key", valid until 2028-01-01',
      },
      { kind: 'client-secret', on: 'application', id: 'abc', text: 'client secret "abc", valid until 2027-05-01' },
    ]);
  });

  test('are all valid credentials of the enterprise application: there we put none', () => {
    const { keyCredentials } = application({ keyCredentials: [ours, expired] });

    const others = otherCredentials('enterprise-application', { keyCredentials, passwordCredentials: [] }, NOW);

    expect(others.map(({ id, on }) => `${on} ${id}`)).toEqual([
      `enterprise-application ${ours.keyId} ${certificate.thumbprint}`,
    ]);
  });

  test('have names that leave room for the rest of the phrase', () => {
    const { keyCredentials } = application({ keyCredentials: [{ key: stranger.der, displayName: 'x'.repeat(900) }] });

    const [other] = otherCredentials('application', { keyCredentials, passwordCredentials: [] }, NOW);

    expect(other?.text).toMatch(/^certificate "x+…", without an end$/);
  });
});
