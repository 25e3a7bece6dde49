import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ClientCertificate, createClientCertificate } from '../../../demo/standins/certificates.ts';
import { toKeyCredential } from '../../../demo/standins/entra/state/certificate.ts';
import {
  calm,
  certificateInput,
  createCustomer,
  graphAt,
  heldApplication,
  registerBoth,
} from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;

beforeAll(async () => {
  entra = await startTestEntra();
});
afterEach(() => calm(entra));
afterAll(() => entra.close());

const certificate = createClientCertificate('ServiceNow', { days: 365 });
const foreign = createClientCertificate('somebody', { days: 30 });
const expired = createClientCertificate('old', {
  notBefore: new Date('2020-01-01T00:00:00Z'),
  notAfter: new Date('2021-01-01T00:00:00Z'),
});

async function registered(options = {}) {
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET), options);
  const { applicationId, servicePrincipalId } = await registerBoth(customer);
  customer.forget();
  const input = (made: ClientCertificate) => ({
    ...customer.target,
    applicationId,
    servicePrincipalId,
    ...certificateInput(customer, made),
  });
  return { customer, input };
}

describe('attach-certificate', () => {
  test('keeps what is valid, prunes what has expired', async () => {
    const { customer, input } = await registered();
    heldApplication(customer).keyCredentials.push(
      { ...toKeyCredential(foreign.der), displayName: 'CN=somebody' },
      toKeyCredential(expired.der),
    );

    const output = await customer.run('attach-certificate', input(certificate));

    expect(output).toEqual({
      changed: true,
      pruned: [expired.thumbprint],
      validUntil: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
    });
    const held = heldApplication(customer).keyCredentials.map(({ displayName, key }) => ({ displayName, key }));
    expect(held).toEqual([
      { displayName: 'CN=somebody', key: foreign.der },
      { displayName: `exo-bot ${certificate.thumbprint}`, key: certificate.der },
    ]);
    expect(entra.log.violations).toEqual([]);
  });

  test('does nothing for a certificate that is attached', async () => {
    const { customer, input } = await registered();
    heldApplication(customer).keyCredentials.push(toKeyCredential(certificate.der));

    const output = await customer.run('attach-certificate', input(certificate));

    expect(output.changed).toBe(false);
    expect(customer.writes()).toEqual([]);
  });

  test('refuses a certificate with another thumbprint than announced', async () => {
    const { customer, input } = await registered();

    const error = await customer.fail('attach-certificate', { ...input(certificate), certificate: foreign.der });

    expect(error).toMatchObject({ kind: 'ours', code: 'certificate-differs' });
    expect(customer.writes()).toEqual([]);
  });

  test('refuses an expired certificate', async () => {
    const { customer, input } = await registered();

    const error = await customer.fail('attach-certificate', input(expired));

    expect(error).toMatchObject({ kind: 'person', code: 'certificate-expired' });
  });

  test('never touches an application without our tag', async () => {
    const { customer, input } = await registered();
    heldApplication(customer).tags = [];

    const error = await customer.fail('attach-certificate', input(certificate));

    expect(error).toMatchObject({ kind: 'person', code: 'application-not-ours' });
    expect(customer.writes()).toEqual([]);
  });

  test.each([
    [{ maxCertificateLifetime: 'P90D' }, 'certificate-lifetime-refused'],
    [{ trustedAuthorityOnly: true }, 'certificate-type-refused'],
  ])('explains the refusal of a policy %o: %s', async (policy, code) => {
    const { customer, input } = await registered({ policy });

    const error = await customer.fail('attach-certificate', input(certificate));

    expect(error).toMatchObject({ kind: 'person', code });
    expect(error.detail).toContain('AsPerAppPolicy');
  });

  test('waits a moment for the certificate to appear, and longer in the run', async () => {
    const { customer, input } = await registered();
    const impatient = await registered({ impatient: true });

    entra.setLag({ keyMs: 500 });
    await customer.run('attach-certificate', input(certificate));
    entra.setLag({ keyMs: 600_000 });
    const error = await impatient.customer.fail('attach-certificate', impatient.input(certificate));

    expect(customer.notes).toEqual(['waiting for the certificate to appear on the application']);
    expect(error).toMatchObject({ kind: 'transient', code: 'not-visible-yet' });
  });

  test("puts a colleague's key back that appeared between the last look and the write, and says so", async () => {
    const { customer, input } = await registered();
    const colleague = { ...toKeyCredential(foreign.der), displayName: 'CN=backup-tool' };
    customer.beforeWrite(() => heldApplication(customer).keyCredentials.push(colleague));

    const error = await customer.fail('attach-certificate', input(certificate));

    expect(error).toMatchObject({ code: 'subject-changed', advice: expect.stringContaining('asked again') });
    expect(error.message).toContain('CN=backup-tool');
    const held = heldApplication(customer).keyCredentials.map(({ keyId, displayName }) => ({ keyId, displayName }));
    expect(held).toEqual([
      { keyId: expect.any(String), displayName: `exo-bot ${certificate.thumbprint}` },
      { keyId: colleague.keyId, displayName: 'CN=backup-tool' },
    ]);
    expect(entra.log.violations).toEqual([]);
  });

  test("names a colleague's key that cannot be put back", async () => {
    const { customer, input } = await registered({ policy: { maxCertificateLifetime: 'P60D' } });
    const short = createClientCertificate('ServiceNow', { days: 45 });
    // Attached by an exception from the policy that is not there any more.
    customer.beforeWrite(() => heldApplication(customer).keyCredentials.push(toKeyCredential(certificate.der)));

    const error = await customer.fail('attach-certificate', input(short));

    expect(error).toMatchObject({ kind: 'person', code: 'certificate-dropped' });
    expect(error.advice).toContain('CN=ServiceNow');
    expect(error.detail).toContain('lifetime exceeds');
  });

  test('is safe to run again after an answer that broke off', async () => {
    const { customer, input } = await registered();
    entra.setFaults({ cut: 1, methods: ['GET'] });

    const error = await customer.fail('attach-certificate', input(certificate));
    const output = await customer.run('attach-certificate', input(certificate));

    expect(error.kind).toBe('transient');
    expect(output.changed).toBe(true);
    expect(heldApplication(customer).keyCredentials).toHaveLength(1);
  });
});
