import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ClientCertificate, createClientCertificate } from '../../../demo/standins/certificates.ts';
import { uploadCertificate } from '../../../demo/standins/entra/admin/portal.ts';
import { FULL_PERMISSIONS } from '../../../demo/standins/entra/demo-state.ts';
import { toKeyCredential } from '../../../demo/standins/entra/state/certificate.ts';
import { NO_FAULTS } from '../../../demo/standins/entra/wire/faults.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import {
  type Customer,
  certificateInput,
  createCustomer,
  DEPLOYMENT_KEY,
  DISPLAY_NAME,
  graphAt,
  heldApplication,
  registerBoth,
} from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

const permissions = [...REQUIRED_PERMISSIONS];

let entra: TestEntra;
let own: ClientCertificate;
let other: ClientCertificate;
let customer: Customer;
let appId: string;
let servicePrincipalId: string;

beforeAll(async () => {
  // Graph's own pages are as long; the stand-in's are short unless told otherwise.
  entra = await startTestEntra({ pageSize: 100 });
  [own, other] = [createClientCertificate('exo-cba'), createClientCertificate('other')];
});
afterAll(() => entra.close());

/** A tenant as an onboarding leaves it. */
beforeEach(() => setUp());

async function setUp(consented = FULL_PERMISSIONS): Promise<void> {
  customer = createCustomer(entra, graphAt(entra, TEST_SECRET), { permissions: consented });
  const registered = await registerBoth(customer);
  ({ appId, servicePrincipalId } = registered);
  const given = { ...customer.target, applicationId: registered.applicationId, servicePrincipalId };
  await customer.run('grant-consent', { ...given, permissions });
  await customer.run('assign-role', given);
  await customer.run('attach-certificate', { ...given, ...certificateInput(customer, own) });
  customer.forget();
}

function look({ certificates = [own.thumbprint], known = [] as string[], suspended = false } = {}) {
  return customer.run('check-drift', {
    ...customer.target,
    deploymentKey: DEPLOYMENT_KEY,
    displayName: DISPLAY_NAME,
    appId,
    certificates,
    permissions,
    known,
    suspended,
  });
}

const keyNamed = (der: string, name: { displayName: string }) => ({ ...toKeyCredential(der), ...name });
const kinds = async (options = {}) => (await look(options)).findings.map(({ kind }) => kind);
const principal = () => {
  const found = customer.tenant.servicePrincipals.find(({ id }) => id === servicePrincipalId);
  if (!found) throw new Error('the stand-in holds no enterprise application of ours');
  return found;
};

test('a tenant as exo left it has no drift, and costs two requests and no write', async () => {
  const before = entra.log.entries.length;

  expect((await look()).findings).toEqual([]);

  const graphRequests = entra.log.entries
    .slice(before)
    .filter(({ path, inBatch }) => !inBatch && path.startsWith('/v1.0'));
  expect(graphRequests).toHaveLength(2);
  expect(customer.writes()).toEqual([]);
});

describe('a credential that exo did not add is grave', () => {
  test('a certificate with a name of its own', async () => {
    heldApplication(customer).keyCredentials.push(keyNamed(other.der, { displayName: 'backup-tool' }));

    const [finding, ...rest] = (await look()).findings;

    expect(rest).toEqual([]);
    expect(finding).toMatchObject({ kind: 'credential', grave: true, mendable: false });
    expect(finding?.text).toContain('certificate "backup-tool"');
  });

  test('a certificate that carries the name which exo gives', async () => {
    const displayName = `exo-bot ${other.thumbprint}`;
    heldApplication(customer).keyCredentials.push(keyNamed(other.der, { displayName }));

    expect((await look()).findings).toMatchObject([{ kind: 'credential', grave: true }]);
  });

  test('but not the second certificate of a rotation, nor one that an approver was shown', async () => {
    const displayName = `exo-bot ${other.thumbprint}`;
    const credential = keyNamed(other.der, { displayName });
    heldApplication(customer).keyCredentials.push(credential);

    expect(await kinds({ certificates: [own.thumbprint, other.thumbprint] })).toEqual([]);
    expect(await kinds({ known: [`certificate application ${credential.keyId} ${other.thumbprint}`] })).toEqual([]);
  });

  test('a client secret, and a certificate on the enterprise application', async () => {
    heldApplication(customer).passwordCredentials.push({
      keyId: randomUUID(),
      displayName: 'script',
      hint: 'abc',
      startDateTime: '2026-01-01T00:00:00Z',
      endDateTime: '2099-01-01T00:00:00Z',
    });
    principal().keyCredentials.push(keyNamed(other.der, { displayName: 'sso' }));

    const texts = (await look()).findings.map(({ text }) => text);

    expect(texts[0]).toContain('client secret "script"');
    expect(texts[1]).toContain('on the enterprise application');
  });

  test('a federated credential', async () => {
    customer.tenant.federatedCredentials[heldApplication(customer).id] = [
      { id: randomUUID(), name: 'ci', issuer: 'https://ci.example', subject: 'repo', audiences: [], description: null },
    ];

    expect((await look()).findings).toMatchObject([{ kind: 'credential', grave: true }]);
  });
});

describe('everything else that somebody changed', () => {
  test('an owner of the application, of whom an approver was shown that they own the enterprise application', async () => {
    const id = servicePrincipalId;
    for (const owned of [heldApplication(customer).id, servicePrincipalId])
      customer.tenant.owners[owned] = [...(customer.tenant.owners[owned] ?? []), id];

    const { findings } = await look({ known: [`owner enterprise-application ${id}`] });

    expect(findings.map((each) => each.id)).toEqual([`owner application ${id}`]);
  });

  test('an owner', async () => {
    const [user] = customer.tenant.users;
    const { id } = heldApplication(customer);
    customer.tenant.owners[id] = [...(customer.tenant.owners[id] ?? []), user?.id ?? servicePrincipalId];

    expect(await kinds()).toEqual(['owner']);
  });

  test('the certificate that ServiceNow uses was taken off', async () => {
    heldApplication(customer).keyCredentials = [];

    expect((await look()).findings).toMatchObject([{ kind: 'certificate-missing', mendable: true }]);
  });

  test('a permission and the role were taken away: an onboarding mends them', async () => {
    customer.tenant.appRoleAssignments = customer.tenant.appRoleAssignments.filter(
      ({ principalId, appRoleId }) => principalId !== servicePrincipalId || appRoleId !== permissions[0]?.appRoleId,
    );
    customer.tenant.roleAssignments = customer.tenant.roleAssignments.filter(
      ({ principalId }) => principalId !== servicePrincipalId,
    );

    const { findings } = await look();

    expect(findings.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['permission-missing', 'role-missing']));
    expect(findings.every(({ mendable }) => mendable)).toBe(true);
  });

  test('a permission and a role that exo did not give are grave', async () => {
    const [grant] = customer.tenant.appRoleAssignments.filter(({ principalId }) => principalId === servicePrincipalId);
    if (!grant) throw new Error('nothing is granted');
    const appRoleId = '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8';
    customer.tenant.appRoleAssignments.push({ ...grant, id: 'extra', appRoleId });
    customer.tenant.roleAssignments.push({
      id: 'extra',
      principalId: servicePrincipalId,
      roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10',
      directoryScopeId: '/',
    });

    const { findings } = await look();

    expect(findings.map(({ kind }) => kind)).toEqual(['permission-extra', 'role-extra']);
    expect(findings.every(({ grave }) => grave)).toBe(true);
    expect(findings[0]?.text).toContain('RoleManagement.ReadWrite.Directory');
  });

  test('the enterprise application or the application was disabled, unless exo suspended it', async () => {
    principal().accountEnabled = false;
    expect(await kinds()).toEqual(['disabled']);
    expect(await kinds({ suspended: true })).toEqual([]);

    principal().accountEnabled = true;
    Object.assign(heldApplication(customer), { isDisabled: true });
    expect(await kinds()).toEqual(['disabled']);
  });

  test('Microsoft disabled it', async () => {
    Object.assign(principal(), { disabledByMicrosoftStatus: 'DisabledDueToViolationOfServicesAgreement' });

    expect((await look({ suspended: true })).findings).toMatchObject([{ kind: 'disabled', grave: true }]);
  });

  test('the application was deleted, and until when it can be restored; or it is gone for good', async () => {
    const application = heldApplication(customer);
    customer.tenant.applications = customer.tenant.applications.filter((each) => each !== application);
    customer.tenant.deletedApplications.push({ ...application, deletedDateTime: '2026-12-03T22:41:00.000Z' });

    const [deleted] = (await look()).findings;
    expect(deleted).toMatchObject({ kind: 'missing', mendable: false });
    expect(deleted?.advice).toContain('until 2027-01-02');

    customer.tenant.deletedApplications = [];
    expect((await look()).findings).toMatchObject([{ kind: 'missing', mendable: true }]);
  });

  test('the enterprise application is gone', async () => {
    customer.tenant.servicePrincipals = customer.tenant.servicePrincipals.filter(({ id }) => id !== servicePrincipalId);

    expect((await look()).findings).toMatchObject([{ kind: 'missing', mendable: true }]);
  });
});

describe('who added a credential', () => {
  /** An administrator adds it in the portal, with its entry in the audit. */
  function add(): void {
    uploadCertificate({ tenant: customer.tenant, application: heldApplication(customer) }, 'backup-tool', new Date());
  }
  const requestsOf = async (act: () => Promise<unknown>) => {
    const before = entra.log.entries.length;
    await act();
    return entra.log.entries.slice(before).filter(({ path, inBatch }) => !inBatch && path.startsWith('/v1.0'));
  };

  test('is said with when, for one request more, and is no part of what makes it the same change', async () => {
    await setUp([...FULL_PERMISSIONS, 'AuditLog.Read.All', 'Directory.Read.All']);
    add();

    expect(await requestsOf(look)).toHaveLength(3);
    const [finding] = (await look()).findings;
    customer.tenant.directoryAudits = [];
    const [forgotten] = (await look()).findings;

    expect(finding?.text).toMatch(
      /"backup-tool".*, added by "admin@\S+" on \d{4}-\d\d-\d\d at \d\d:\d\d UTC\. Whoever/,
    );
    expect(forgotten?.text).toContain('not known who added it');
    expect(forgotten?.advice).toContain('does not name anybody');
    expect(forgotten?.id).toBe(finding?.id);
  });

  test('is not known where exo may not read the audit, and it says which permissions would tell', async () => {
    add();

    expect(await requestsOf(look)).toHaveLength(2);
    const [finding] = (await look()).findings;

    expect(finding?.text).toContain('not known who added it. Whoever');
    expect(finding?.advice).toContain('AuditLog.Read.All and Directory.Read.All');
  });

  test('does not keep exo from telling the change when the audit does not answer', async () => {
    await setUp([...FULL_PERMISSIONS, 'AuditLog.Read.All', 'Directory.Read.All']);
    add();
    entra.setFaults({ ...NO_FAULTS, fail: 1, failStatus: 500, pathContains: 'directoryAudits' });

    const [finding] = (await look()).findings;
    entra.setFaults(NO_FAULTS);

    expect(finding?.advice).toContain('could not be read');
  });
});

test('the same change has the same id, look after look, and another change another', async () => {
  heldApplication(customer).keyCredentials.push(keyNamed(other.der, { displayName: 'backup-tool' }));
  const ids = async () => (await look()).findings.map(({ id }) => id);
  const first = await ids();

  expect(await ids()).toEqual(first);
  heldApplication(customer).keyCredentials.push(keyNamed(createClientCertificate('third').der, { displayName: 'x' }));
  expect(await ids()).toEqual(expect.arrayContaining(first));
  expect(new Set(await ids()).size).toBe(2);
});
