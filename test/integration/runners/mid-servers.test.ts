import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { initialDomain } from '../../../demo/standins/entra/state/store.ts';
import { changeServerFile } from '../../../demo/standins/powershell/server-file.ts';
import type { StepError } from '../../../src/contracts/errors.ts';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import type { StepInput, StepOutput } from '../../../src/contracts/steps/index.ts';
import { possessionChallenge } from '../../../src/contracts/trust/possession.ts';
import { createSigningKey } from '../../../src/contracts/trust/signing.ts';
import { type Customer, createCustomer, DISPLAY_NAME, graphAt, registerBoth } from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';
import { createMidServer, MID_ACCOUNT, type MidServer } from '../../support/mid-server.ts';

const TAG = 'exo-cba test';
const PROVIDER = 'Microsoft Strong Cryptographic Provider';
const storeLocation = 'LocalMachine';

let entra: TestEntra;
beforeAll(async () => {
  entra = await startTestEntra();
});
afterAll(() => entra.close());

let mid1: MidServer;
let mid2: MidServer;
const folders: string[] = [];

/** @param inProcess the stand-in answers in this process, which is much faster and reads and writes the same */
async function makeServers(inProcess: boolean): Promise<void> {
  mid1 = await createMidServer('mid1', entra.adminUrl, { inProcess });
  mid2 = await createMidServer('mid2', entra.adminUrl, { inProcess });
  folders.push(mid1.folder, mid2.folder);
}
beforeEach(() => makeServers(true));
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('the steps of the runners, with a stand-in for powershell.exe', () => {
  it('bring one certificate to two MID servers and prove the connection from both', async () => {
    await makeServers(false);
    const customer = createCustomer(entra, graphAt(entra, TEST_SECRET));
    const { appId, applicationId, servicePrincipalId } = await registerBoth(customer);
    const made = await create(mid1, customer.id);
    const { thumbprint } = made;
    const { sealed } = await mid1.elevated['share-certificate'](
      { thumbprint, storeLocation, recipient: await mid2.asRecipient() },
      mid1.context,
    );
    expect(await importOn(mid2, thumbprint, sealed)).toEqual({ thumbprint, imported: true, provider: PROVIDER });
    await grant(mid1, thumbprint);
    await grant(mid2, thumbprint);
    const permissions = [...REQUIRED_PERMISSIONS];
    await customer.run('grant-consent', { ...customer.target, applicationId, servicePrincipalId, permissions });
    await customer.run('assign-role', { ...customer.target, applicationId, servicePrincipalId });
    await customer.run('attach-certificate', attach({ ...customer.target, applicationId, servicePrincipalId }, made));
    const connection = connectionOf(customer, appId, thumbprint);
    const register = { ...connection, servicePrincipalId, displayName: DISPLAY_NAME };

    const first = await mid1.connect['register-in-exchange'](register, mid1.context);
    const second = await mid1.connect['register-in-exchange'](register, mid1.context);
    const proofs = [mid1, mid2].map((server) => server.connect['verify-connection'](connection, server.context));

    expect(first).toEqual({ objectId: servicePrincipalId, displayName: DISPLAY_NAME, created: true });
    expect(second).toEqual({ ...first, created: false });
    for (const [index, proof] of (await Promise.all(proofs)).entries()) {
      expect(proof).toMatchObject({
        account: MID_ACCOUNT,
        computerName: `MID${index + 1}`,
        token: { state: 'ok' },
        session: { state: 'ok' },
        search: { state: 'ok' },
      });
    }
    expect(customer.tenant.exchange.servicePrincipals).toHaveLength(1);
    expect(new Set(customer.tenant.exchange.proofs.map(({ server }) => server))).toEqual(new Set(['mid1', 'mid2']));
    expect(mid1.notes).toContain('registering the application in Exchange');
  });

  it('find everything in place the second time', async () => {
    const made = await create(mid1);
    await grant(mid1, made.thumbprint);

    expect(await create(mid1)).toEqual({ ...made, created: false });
    expect(await grant(mid1, made.thumbprint)).toMatchObject({ changed: false });
    expect(await check(mid1)).toMatchObject({ certificates: [made.thumbprint] });
    expect(await importOn(mid1, made.thumbprint, null)).toMatchObject({ imported: false });
  });

  it('make a certificate beside the one that it replaces, and erase that one alone', async () => {
    const { thumbprint: old } = await create(mid1);
    const renew = { ...createInput, replaces: [old] };
    const erase = (server: MidServer, certificateTag = TAG) =>
      server.elevated['erase-certificate']({ thumbprints: [old], certificateTag, storeLocation }, server.context);

    const { thumbprint, created } = await mid1.elevated['create-certificate'](renew, mid1.context);

    expect(created).toBe(true);
    expect(await mid1.elevated['create-certificate'](renew, mid1.context)).toMatchObject({
      thumbprint,
      created: false,
    });
    expect((await check(mid1)).certificates.toSorted()).toEqual([old, thumbprint].toSorted());
    expect(await errorOf(erase(mid1, 'exo-cba other'))).toMatchObject({ kind: 'person', code: 'certificate-not-ours' });
    expect(await erase(mid1)).toEqual({ erased: [old], missing: [] });
    expect(await erase(mid1)).toEqual({ erased: [], missing: [old] });
    expect(await check(mid1)).toMatchObject({ certificates: [thumbprint] });
    expect(await erase(mid2)).toEqual({ erased: [], missing: [old] });
  });

  it('show neither PFX nor password in log or progress', async () => {
    await makeServers(false);
    const { thumbprint } = await create(mid1);
    const { sealed } = await mid1.elevated['share-certificate'](
      { thumbprint, storeLocation, recipient: await mid2.asRecipient() },
      mid1.context,
    );
    await importOn(mid2, thumbprint, sealed);

    const { pfx, password } = JSON.parse(mid1.sealed[0] ?? '') as { pfx: string; password: string };
    const shown = [...mid1.logs, ...mid2.logs, ...mid1.notes, ...mid2.notes].join('\n');
    expect(pfx.length).toBeGreaterThan(1000);
    expect(password.length).toBeGreaterThan(30);
    expect(shown).not.toContain(pfx.slice(0, 40));
    expect(shown).not.toContain(password);
    expect(shown).not.toContain('PRIVATE KEY');
  });

  it('refuse a certificate that was sealed for another runner, or about another certificate', async () => {
    const { thumbprint } = await create(mid1);
    const { sealed } = await mid1.elevated['share-certificate'](
      { thumbprint, storeLocation, recipient: await mid1.asRecipient() },
      mid1.context,
    );

    expect(await errorOf(importOn(mid2, thumbprint, sealed))).toMatchObject({ code: 'sealed-certificate-refused' });
    expect(await errorOf(importOn(mid1, 'F'.repeat(40), sealed))).toMatchObject({ code: 'sealed-certificate-refused' });
  });

  it('take no key out of the store for a recipient that the orchestrator did not vouch for', async () => {
    const { thumbprint } = await create(mid1);
    const good = await mid2.asRecipient();
    const thief = await createSigningKey();
    const refused = [
      await mid2.asRecipient({}, thief),
      { ...good, runner: 'mid3-elevated' },
      { ...good, generation: 2 },
      await mid2.asRecipient({ removed: true }),
      { ...good, record: 'nonsense' },
    ];
    for (const recipient of refused) {
      const share = mid1.elevated['share-certificate']({ thumbprint, storeLocation, recipient }, mid1.context);
      expect(await errorOf(share)).toMatchObject({ kind: 'person', code: 'recipient-not-trusted' });
    }

    expect(mid1.sealed).toEqual([]);
    expect(mid1.logs.join()).not.toContain('share-certificate');
  });

  it('do not pass an imported certificate on', async () => {
    const { thumbprint } = await create(mid1);
    const share = { thumbprint, storeLocation, recipient: await mid2.asRecipient() } as const;
    const { sealed } = await mid1.elevated['share-certificate'](share, mid1.context);
    await importOn(mid2, thumbprint, sealed);

    expect(await errorOf(mid2.elevated['share-certificate'](share, mid2.context))).toMatchObject({
      kind: 'person',
      code: 'private-key-not-exportable',
    });
  });

  it("tell Microsoft's reasons one after the other, while the tenant is made ready", async () => {
    const customer = createCustomer(entra, graphAt(entra, TEST_SECRET));
    const { appId, applicationId, servicePrincipalId } = await registerBoth(customer);
    const made = await create(mid1, customer.id);
    const { thumbprint } = made;
    const connection = connectionOf(customer, appId, thumbprint);
    const verify = (more: Partial<StepInput<'verify-connection'>> = {}) =>
      errorOf(mid1.connect['verify-connection']({ ...connection, ...more }, mid1.context));

    expect(await verify()).toMatchObject({ kind: 'person', code: 'key-not-readable', detail: 'Keyset does not exist' });
    await grant(mid1, thumbprint);
    expect(await verify()).toMatchObject({ kind: 'transient', code: 'certificate-not-known-yet' });
    await customer.run('attach-certificate', attach({ ...customer.target, applicationId, servicePrincipalId }, made));
    expect(await verify()).toMatchObject({ kind: 'transient', code: 'exchange-unauthorized' });
    const permissions = [...REQUIRED_PERMISSIONS];
    await customer.run('grant-consent', { ...customer.target, applicationId, servicePrincipalId, permissions });
    expect(await verify()).toMatchObject({ kind: 'transient', code: 'role-not-effective' });
    await customer.run('assign-role', { ...customer.target, applicationId, servicePrincipalId });
    expect(await verify({ organization: 'contoso.com' })).toMatchObject({ code: 'exchange-unauthorized' });
    expect(await mid1.connect['verify-connection'](connection, mid1.context)).toMatchObject({
      session: { state: 'ok' },
    });
  });

  it('stop at another object under the same application', async () => {
    const customer = createCustomer(entra, graphAt(entra, TEST_SECRET));
    const { appId, applicationId, servicePrincipalId } = await registerBoth(customer);
    const made = await create(mid1, customer.id);
    const { thumbprint } = made;
    await grant(mid1, thumbprint);
    const permissions = [...REQUIRED_PERMISSIONS];
    await customer.run('grant-consent', { ...customer.target, applicationId, servicePrincipalId, permissions });
    await customer.run('assign-role', { ...customer.target, applicationId, servicePrincipalId });
    await customer.run('attach-certificate', attach({ ...customer.target, applicationId, servicePrincipalId }, made));
    const other = { appId, objectId: crypto.randomUUID(), displayName: 'old', createdAt: '' };
    customer.tenant.exchange.servicePrincipals.push(other);

    const connection = connectionOf(customer, appId, thumbprint);
    const input = { ...connection, servicePrincipalId, displayName: DISPLAY_NAME };
    const error = await errorOf(mid1.connect['register-in-exchange'](input, mid1.context));

    expect(error).toMatchObject({ kind: 'person', code: 'service-principal-conflict' });
    expect(customer.tenant.exchange.servicePrincipals).toEqual([other]);
  });

  it('say what blocks on a server, and what to do', async () => {
    changeServerFile(mid2.folder, { exchangeModuleVersion: '3.1.0' });

    expect(await errorOf(check(mid2))).toMatchObject({
      kind: 'person',
      code: 'module-too-old',
      message: 'ExchangeOnlineManagement 3.1.0 is installed, 3.2.0 or newer is needed.',
      advice:
        'On {server}, as administrator: Install-Module ExchangeOnlineManagement -MinimumVersion 3.10.1 -Scope AllUsers',
    });
    changeServerFile(mid2.folder, { exchangeModuleVersion: '3.10.1' });
    expect(await check(mid2)).toMatchObject({ exchangeModuleVersion: '3.10.1' });
  });

  it('need the elevated account for the certificate', async () => {
    const error = await errorOf(mid1.connect['create-certificate'](createInput, mid1.context));

    expect(error).toMatchObject({ kind: 'person', code: 'access-denied' });
  });
});

const createInput: StepInput<'create-certificate'> = {
  tenantId: '0b5e5a6e-0000-4000-8000-000000000001',
  certificateTag: TAG,
  subject: 'CN=exo-cba contoso.onmicrosoft.com',
  dnsName: 'contoso.onmicrosoft.com',
  provider: PROVIDER,
  storeLocation,
  days: 365,
  renewBeforeDays: 30,
  challenge: 'exo-possession\ncontoso-1\ncreate-certificate\n1',
  attached: [],
  replaces: [],
};

function attach(
  target: Pick<StepInput<'attach-certificate'>, 'tenantId' | 'cloud' | 'applicationId' | 'servicePrincipalId'>,
  made: StepOutput<'create-certificate'>,
) {
  const { thumbprint, certificate, possession } = made;
  const { subject: subjectName, days } = createInput;
  const challenge = challengeOf(target.tenantId);
  return { ...target, thumbprint, certificate, challenge, possession, subjectName, days };
}

/** @param tenantId of the tenant whose application gets the certificate; what its key signs names it */
function create(server: MidServer, tenantId = createInput.tenantId) {
  return server.elevated['create-certificate']({ ...createInput, challenge: challengeOf(tenantId) }, server.context);
}

function challengeOf(tenantId: string): string {
  return possessionChallenge({ run: 'contoso-1', step: 'create-certificate', attempt: 1, tenantId });
}

function importOn(server: MidServer, thumbprint: string, sealed: string | null) {
  const input = { thumbprint, certificateTag: TAG, storeLocation, provider: PROVIDER, sealed } as const;
  return server.elevated['import-certificate'](input, server.context);
}

function grant(server: MidServer, thumbprint: string) {
  return server.elevated['grant-key-access']({ thumbprint, storeLocation, account: MID_ACCOUNT }, server.context);
}

function check(server: MidServer) {
  const versions = { minimumModuleVersion: '3.2.0', recommendedModuleVersion: '3.10.1' };
  const input = { cloud: 'global', certificateTag: TAG, storeLocation, ...versions } as const;
  return server.elevated['check-server'](input, server.context);
}

function connectionOf(customer: Customer, appId: string, thumbprint: string): StepInput<'verify-connection'> {
  const organization = initialDomain(customer.tenant);
  return { ...customer.target, organization, appId, thumbprint, connectionUri: null };
}

async function errorOf(running: Promise<unknown>): Promise<StepError> {
  try {
    await running;
  } catch (error) {
    if (error instanceof StepFailure) return error.error;
    throw error;
  }
  throw new Error('it did not fail');
}
