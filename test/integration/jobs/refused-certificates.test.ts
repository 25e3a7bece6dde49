import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientCertificate, createClientCertificate } from '../../../demo/standins/certificates.ts';
import type { StepInput } from '../../../src/contracts/steps/index.ts';
import { possessionChallenge } from '../../../src/contracts/trust/possession.ts';
import { certificateInput, createCustomer, graphAt, heldApplication, registerBoth } from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;

beforeAll(async () => {
  entra = await startTestEntra();
});
afterAll(() => entra.close());

const SUBJECT = 'exo-cba contoso.onmicrosoft.com';
type Input = StepInput<'attach-certificate'>;

/** The step with the given certificate, everything right but what `change` makes wrong. */
async function refused(certificate: ClientCertificate, change: (input: Input) => Input = (input) => input) {
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET));
  const { applicationId, servicePrincipalId } = await registerBoth(customer);
  customer.forget();
  const proved = certificateInput(customer, certificate);
  const input = { ...customer.target, applicationId, servicePrincipalId, ...proved, subjectName: `CN=${SUBJECT}` };
  const error = await customer.fail('attach-certificate', change(input));
  expect(customer.writes()).toEqual([]);
  expect(heldApplication(customer).keyCredentials).toEqual([]);
  return error;
}

test.each([
  ['RSA with 1024 bits', { keyBits: 1024 }, 'certificate-key-too-short', 'key of 1024 bits'],
  ['signed with SHA-1', { hash: 'sha1' } as const, 'certificate-signature-weak', 'SHA-256'],
  ['valid to 2126', { notAfter: new Date('2126-11-24T00:00:00Z') }, 'certificate-valid-too-long', '365 were asked for'],
  ['valid longer than asked', { days: 368 }, 'certificate-valid-too-long', 'is valid for 368 days'],
  [
    'not valid before next month',
    { notBefore: new Date(Date.now() + 30 * 86_400_000), notAfter: new Date(Date.now() + 60 * 86_400_000) },
    'certificate-not-yet-valid',
    'not valid yet',
  ],
])('a certificate %s is never attached', async (_what, properties, code, text) => {
  const error = await refused(createClientCertificate(SUBJECT, properties));

  expect(error).toMatchObject({ kind: 'person', code });
  expect(error.message).toContain(text);
  expect(error.advice).toContain('Nothing was attached');
});

// Made with OpenSSL: prime256v1, ecdsa-with-SHA256, CN=exo-cba contoso.onmicrosoft.com.
const ELLIPTIC =
  'MIIBqjCCAU+gAwIBAgIUOsp5vVLNgizGlSBPhYuv0Dkv91YwCgYIKoZIzj0EAwIwKjEoMCYGA1UEAwwfZXhvLWNiYSBjb250b3NvLm9ubWljcm9zb2Z0LmNvbTAeFw0yNjExMjQxOTA4MjVaFw0zNjExMjExOTA4MjVaMCoxKDAmBgNVBAMMH2V4by1jYmEgY29udG9zby5vbm1pY3Jvc29mdC5jb20wWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASOBo9NTSgQOu+BbhOEEwLqLW3ot/6vq0LxKlCngAJitAcfv+IKqSJKXargHKVsvYAziFT08b0WYDS7QS5XnrSeo1MwUTAdBgNVHQ4EFgQUahT9mW4BfoAI3SD6XcultF5oTQQwHwYDVR0jBBgwFoAUahT9mW4BfoAI3SD6XcultF5oTQQwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEAzXGbdT0PRJTAxzIC9d4zzRcOuQoez/8XCPCG2RksSJ8CIQCxSsohAPq2+Au/+TVGJD/Kpr0GCet0vkTOghATnz2tWQ==';

test('a certificate with an elliptic key is never attached', async () => {
  const thumbprint = createHash('sha1').update(Buffer.from(ELLIPTIC, 'base64')).digest('hex').toUpperCase();

  const error = await refused(createClientCertificate(SUBJECT), (input) => ({
    ...input,
    thumbprint,
    certificate: ELLIPTIC,
  }));

  expect(error).toMatchObject({ kind: 'person', code: 'certificate-key-type' });
});

test('a certificate with another subject is never attached', async () => {
  const error = await refused(createClientCertificate('exo-cba northwind.onmicrosoft.com'));

  expect(error).toMatchObject({ kind: 'person', code: 'certificate-other-subject' });
});

const good = createClientCertificate(SUBJECT);
const stranger = createClientCertificate(SUBJECT);

test('a certificate without proof of its key is never attached', async () => {
  const errors = [
    await refused(good, (input) => ({ ...input, possession: '' })),
    await refused(good, (input) => ({ ...input, thumbprint: stranger.thumbprint, certificate: stranger.der })),
  ];

  expect(errors.map(({ code }) => code)).toEqual(['possession-not-proved', 'possession-not-proved']);
});

test.each([
  ['another tenant', { tenantId: '2b9f6e11-8c40-4d3a-b1f7-5a0e93d7c6b2' }],
  ['another run', { run: 'contoso-7' }],
])('a proof that was made for %s counts for nothing', async (_what, other) => {
  const error = await refused(good, (input) => {
    const about = { run: 'contoso-1', step: 'create-certificate', attempt: 1, tenantId: input.tenantId, ...other };
    return { ...input, challenge: possessionChallenge(about) };
  });

  expect(error).toMatchObject({ kind: 'person', code: 'possession-of-another-run' });
});
