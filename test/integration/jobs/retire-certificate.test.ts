import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type ClientCertificate, createClientCertificate } from '../../../demo/standins/certificates.ts';
import { FULL_PERMISSIONS } from '../../../demo/standins/entra/demo-state.ts';
import { thumbprintOf, toKeyCredential } from '../../../demo/standins/entra/state/certificate.ts';
import { addressOf } from '../../../demo/standins/entra/state/sign-ins.ts';
import { calm, createCustomer, graphAt, heldApplication, registerBoth } from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;
beforeAll(async () => {
  entra = await startTestEntra();
});
afterEach(() => calm(entra));
afterAll(() => entra.close());

const fresh = createClientCertificate('new', { days: 365 });
const old = createClientCertificate('old', { days: 30 });
const foreign = createClientCertificate('somebody', { days: 30 });
const SINCE = '2026-01-01T00:00:00.000Z';

/** A customer with these certificates on the application, and the old one as a run knows it. */
async function rotating(...attached: ClientCertificate[]) {
  const permissions = [...FULL_PERMISSIONS, 'AuditLog.Read.All', 'Directory.Read.All'];
  const customer = createCustomer(entra, graphAt(entra, TEST_SECRET), { permissions });
  const { applicationId, servicePrincipalId, appId } = await registerBoth(customer);
  const application = heldApplication(customer);
  application.keyCredentials.push(...attached.map((each) => toKeyCredential(each.der)));
  customer.forget();
  const oldKey = application.keyCredentials.find((each) => thumbprintOf(each) === old.thumbprint);
  const keys = [
    { thumbprint: old.thumbprint, keyId: oldKey?.keyId ?? null, certificate: old.der, displayName: 'exo-bot old' },
  ];
  const registered = { ...customer.target, applicationId, servicePrincipalId };
  const retire = { ...registered, keep: fresh.thumbprint, keys };
  const watch = {
    ...retire,
    appId,
    servers: [{ name: 'mid2', addresses: [addressOf('mid2')] }],
    since: SINCE,
    until: '2999-01-01T00:00:00.000Z',
    closelyUntil: SINCE,
    lookCloselyMs: 1000,
    lookAgainMs: 5000,
  };
  const held = () => heldApplication(customer).keyCredentials.map(thumbprintOf).toSorted();
  const refuse = (server: string, thumbprint: string) =>
    customer.tenant.signIns.push({
      id: crypto.randomUUID(),
      createdDateTime: new Date().toISOString(),
      appId,
      servicePrincipalId,
      ipAddress: addressOf(server),
      servicePrincipalCredentialKeyId: null,
      servicePrincipalCredentialThumbprint: thumbprint,
      errorCode: 700027,
    });
  return { customer, retire, watch, held, refuse };
}

const sorted = (...certificates: ClientCertificate[]) => certificates.map(({ thumbprint }) => thumbprint).toSorted();

describe('retire-certificate', () => {
  test('takes the old certificate off and nothing else, and is safe to run twice', async () => {
    const { customer, retire, held } = await rotating(fresh, old, foreign);

    const seen = { retired: [old.thumbprint], at: expect.any(String) };
    expect(await customer.run('retire-certificate', retire)).toEqual({ changed: true, ...seen });
    // A worker that died after its write: the next attempt finds it done.
    expect(await customer.run('retire-certificate', retire)).toEqual({ changed: false, ...seen });
    expect(held()).toEqual(sorted(fresh, foreign));
    expect(customer.writes()).toHaveLength(1);
    expect(entra.log.violations).toEqual([]);
  });

  test('leaves the old one where the new one is gone', async () => {
    const { customer, retire, held } = await rotating(old);

    expect(await customer.fail('retire-certificate', retire)).toMatchObject({
      kind: 'person',
      code: 'new-certificate-missing',
    });
    expect(held()).toEqual(sorted(old));
    expect(customer.authorized).toEqual([]);
  });

  test('puts back what somebody else added meanwhile, and says so', async () => {
    const { customer, retire, held } = await rotating(fresh, old);
    customer.beforeWrite(() => heldApplication(customer).keyCredentials.push(toKeyCredential(foreign.der)));

    expect(await customer.fail('retire-certificate', retire)).toMatchObject({ code: 'subject-changed' });
    expect(held()).toEqual(sorted(fresh, foreign));
  });
});

describe('watch-retired', () => {
  test('puts the old certificate back at the first refused sign-in, names the server, and does so once', async () => {
    const { customer, watch, held, refuse } = await rotating(fresh, foreign);
    expect(await customer.fail('watch-retired', watch)).toMatchObject({ kind: 'transient', code: 'retired-watched' });
    expect(customer.writes()).toEqual([]);
    refuse('mid2', old.thumbprint);

    const first = await customer.fail('watch-retired', watch);
    // Its answer was lost: the next attempt finds the certificate there and reports the same.
    const second = await customer.fail('watch-retired', watch);

    for (const error of [first, second]) {
      expect(error).toMatchObject({
        kind: 'person',
        code: 'old-certificate-restored',
        message: expect.stringMatching(/^mid2 tried the old certificate on /),
      });
    }
    expect(held()).toEqual(sorted(fresh, old, foreign));
    expect(customer.writes()).toHaveLength(1);
    expect(entra.log.violations).toEqual([]);
  });

  test('does not mistake the refusal of another certificate for it', async () => {
    const { customer, watch, held, refuse } = await rotating(fresh);
    refuse('mid2', foreign.thumbprint);

    expect(await customer.fail('watch-retired', watch)).toMatchObject({ code: 'retired-watched' });
    expect(held()).toEqual(sorted(fresh));
  });

  test('names the address where no server is known by it, and puts back no certificate but that one', async () => {
    const { customer, watch, held, refuse } = await rotating(fresh);
    refuse('mid7', old.thumbprint);
    const forged = { ...watch, keys: watch.keys.map((key) => ({ ...key, certificate: foreign.der })) };

    expect(await customer.fail('watch-retired', forged)).toMatchObject({ kind: 'ours', code: 'certificate-differs' });
    expect(held()).toEqual(sorted(fresh));
    expect((await customer.fail('watch-retired', watch)).message).toMatch(/^A server at 203\.0\.113\.7 tried/);
  });
});

describe('watch-use', () => {
  test('takes nothing for gone in an answer that does not even show the new certificate', async () => {
    const { customer, watch } = await rotating(foreign);
    const input = { ...watch, old: [old.thumbprint], unusedForMs: 1000 };

    expect(await customer.fail('watch-use', input)).toMatchObject({ kind: 'person', code: 'new-certificate-missing' });
  });

  test('asks for a person when somebody still uses a certificate that ends within days', async () => {
    const ending = createClientCertificate('old', { days: 3 });
    const { customer, watch } = await rotating(fresh, ending);
    const { appId } = watch;
    customer.tenant.signIns.push({
      id: crypto.randomUUID(),
      createdDateTime: new Date().toISOString(),
      appId,
      servicePrincipalId: watch.servicePrincipalId,
      ipAddress: addressOf('mid2'),
      servicePrincipalCredentialKeyId: null,
      servicePrincipalCredentialThumbprint: ending.thumbprint,
      errorCode: 0,
    });
    const input = { ...watch, old: [ending.thumbprint], unusedForMs: 7 * 86_400_000 };

    expect(await customer.fail('watch-use', input)).toMatchObject({
      kind: 'person',
      code: 'old-certificate-still-used',
      message: expect.stringMatching(/^mid2 still used the old certificate on .*and mid2 cannot sign in after that/),
    });
  });
});
