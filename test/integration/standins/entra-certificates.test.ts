import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { DEMO_TENANT_IDS } from '../../../demo/standins/entra/demo-state.ts';
import type { Tenant } from '../../../demo/standins/entra/state/schema.ts';
import { startTestEntra, type TestEntra } from '../../support/entra.ts';
import { attach, graphClient, register } from '../../support/entra-client.ts';

const { contoso } = DEMO_TENANT_IDS;
const DAY = 24 * 60 * 60 * 1000;
let entra: TestEntra;

beforeEach(async () => {
  entra = await startTestEntra();
});
afterEach(async () => {
  await entra.close();
});

describe('keyCredentials', () => {
  it('keeps a certificate with its thumbprint and its own dates', async () => {
    const client = graphClient(entra, contoso);
    const { applicationId } = await register(client);
    const certificate = createClientCertificate('first');

    await attach(client, applicationId, certificate);

    const { keyCredentials } = await client.api(`/applications/${applicationId}`).select('id,keyCredentials').get();
    expect(keyCredentials).toMatchObject([{ key: certificate.der, type: 'AsymmetricX509Cert', usage: 'Verify' }]);
    expect(Buffer.from(keyCredentials[0].customKeyIdentifier, 'base64').toString('hex').toUpperCase()).toBe(
      certificate.thumbprint,
    );
    expect(new Date(keyCredentials[0].endDateTime).getTime()).toBeGreaterThan(Date.now() + 360 * DAY);
  });

  it('shows the key itself only where it was selected on a single object', async () => {
    const client = graphClient(entra, contoso);
    const { applicationId } = await register(client);
    await attach(client, applicationId, createClientCertificate('first'));

    const whole = await client.api(`/applications/${applicationId}`).get();
    const listed = await client.api('/applications').select('keyCredentials').get();

    expect(whole.keyCredentials[0].key).toBeNull();
    expect(listed.value[0].keyCredentials[0].key).toBeNull();
  });

  it('replaces the whole collection: what a PATCH leaves out is gone', async () => {
    const client = graphClient(entra, contoso);
    const { applicationId } = await register(client);
    await attach(client, applicationId, createClientCertificate('first'));
    const second = createClientCertificate('second');

    await attach(client, applicationId, second);

    const { keyCredentials } = await client.api(`/applications/${applicationId}`).select('keyCredentials').get();
    expect(keyCredentials).toMatchObject([{ key: second.der }]);
  });

  it('keeps an existing entry that is sent back as it was read', async () => {
    const client = graphClient(entra, contoso);
    const { applicationId } = await register(client);
    const [first, second] = [createClientCertificate('first'), createClientCertificate('second')];
    await attach(client, applicationId, first);
    const path = `/applications/${applicationId}`;
    const read = await client.api(path).select('keyCredentials').get();

    const added = { type: 'AsymmetricX509Cert', usage: 'Verify', key: second.der };
    await client.api(path).patch({ keyCredentials: [...read.keyCredentials, added] });

    const { keyCredentials } = await client.api(path).select('keyCredentials').get();
    expect(keyCredentials[0]).toEqual(read.keyCredentials[0]);
    expect(keyCredentials[1].key).toBe(second.der);
  });

  it('refuses an expired certificate, also one that is only sent back', async () => {
    const client = graphClient(entra, contoso);
    const { applicationId } = await register(client);
    const notBefore = new Date(Date.now() - 2 * DAY);
    const expired = createClientCertificate('expired', { notBefore, notAfter: new Date(Date.now() - DAY) });
    const refusal = { statusCode: 400, code: 'KeyCredentialsInvalidEndDate' };
    await expect(attach(client, applicationId, expired)).rejects.toMatchObject(refusal);
    await attach(client, applicationId, createClientCertificate('old'));
    const path = `/applications/${applicationId}`;
    const credential = tenant().applications[0]?.keyCredentials[0];
    if (credential) credential.endDateTime = new Date(Date.now() - 1000).toISOString();
    const read = await client.api(path).select('keyCredentials').get();

    const update = client.api(path).patch({ keyCredentials: read.keyCredentials });

    await expect(update).rejects.toMatchObject(refusal);
  });

  it('refuses what the application management policy of the tenant forbids', async () => {
    const client = graphClient(entra, contoso);
    const { applicationId } = await register(client);
    const restriction = { restrictionType: 'asymmetricKeyLifetime', state: 'enabled', maxLifetime: 'P90D' };
    tenant().defaultPolicy = { ...tenant().defaultPolicy, isEnabled: true, keyCredentials: [restriction] };

    const shown = await client.api('/policies/defaultAppManagementPolicy').get();
    expect(shown.applicationRestrictions.keyCredentials).toMatchObject([restriction]);
    await expect(attach(client, applicationId, createClientCertificate('year'))).rejects.toMatchObject({
      code: 'CredentialInvalidLifetimeAsPerAppPolicy',
    });
    await attach(client, applicationId, createClientCertificate('short', { days: 89 }));

    const trusted = { restrictionType: 'unknownFutureValue', state: 'enabled' };
    tenant().applicationPolicies[applicationId] = { ...tenant().defaultPolicy, keyCredentials: [trusted] };
    const policies = await client.api(`/applications/${applicationId}/appManagementPolicies`).get();
    expect(policies.value).toHaveLength(1);
    await expect(attach(client, applicationId, createClientCertificate('x', { days: 9 }))).rejects.toMatchObject({
      code: 'CredentialTypeNotAllowedAsPerAppPolicy',
    });
  });
});

function tenant(): Tenant {
  const found = entra.state.tenants.find(({ id }) => id === contoso);
  if (!found) throw new Error('the demo has no contoso');
  return found;
}
