import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { BOOTSTRAP_CLIENT_ID, DEMO_TENANT_IDS, HOME_TENANT_ID } from '../../../demo/standins/entra/demo-state.ts';
import { createGraph } from '../../../src/graph/client.ts';
import { resolveTenant } from '../../../src/graph/discovery.ts';
import { checkMemberGroups, listGroupMembers } from '../../../src/graph/members.ts';
import { createCredential } from '../../../src/graph/sign-in/credential.ts';
import { readCredentialConfig } from '../../../src/graph/sign-in/credential-config.ts';
import { calm, createCustomer, graphAt } from '../../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

let entra: TestEntra;

beforeAll(async () => {
  entra = await startTestEntra();
});
afterEach(() => {
  calm(entra);
  entra.log.clear();
});
afterAll(() => entra.close());

const Organization = z.object({ value: z.array(z.object({ id: z.string() })) });
const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

function tenantGraph(options: { secret?: string; timeoutMs?: number; signal?: AbortSignal } = {}) {
  const graph = graphAt(entra, options.secret ?? TEST_SECRET, options.timeoutMs);
  const { id } = createCustomer(entra, graph);
  return { id, graph: graph.forTenant(id, 'global', options.signal) };
}

describe('a request to Graph', () => {
  test('carries a token of its own tenant', async () => {
    const one = tenantGraph();
    const other = tenantGraph();

    const answers = [
      await one.graph.get('/organization', Organization),
      await other.graph.get('/organization', Organization),
    ];

    expect(answers.map(({ value }) => value[0]?.id)).toEqual([one.id, other.id]);
  });

  test('is sent once more by itself after a short Retry-After', async () => {
    const { graph, id } = tenantGraph();
    entra.setFaults({ throttle: 1, retryAfterSeconds: 0 });

    const { value } = await graph.get('/organization', Organization);

    expect(value[0]?.id).toBe(id);
  });

  test('leaves a longer Retry-After to the run at once', async () => {
    const { graph } = tenantGraph();
    entra.setFaults({ throttle: 9, retryAfterSeconds: 6 });

    const error = await caught(graph.get('/organization', Organization));

    expect(error).toMatchObject({ status: 429, retryAfterMs: 6000 });
    expect(entra.log.entries.filter((entry) => entry.status === 429)).toHaveLength(1);
  });

  test('ends after one repetition when Graph is not available', async () => {
    const { graph } = tenantGraph();
    entra.setFaults({ fail: 9, failStatus: 503 });

    const error = await caught(graph.get('/organization', Organization));

    expect(error).toMatchObject({ origin: 'graph', status: 503 });
    expect(entra.log.entries.filter((entry) => entry.status === 503)).toHaveLength(2);
  });

  test('says that an answer broke off', async () => {
    const { graph } = tenantGraph();
    entra.setFaults({ cut: 1 });

    const error = await caught(graph.get('/organization', Organization));

    expect(error).toMatchObject({ origin: 'network', status: 200 });
  });

  test('ends when Graph does not answer in time', async () => {
    const { graph } = tenantGraph({ timeoutMs: 300 });
    entra.setFaults({ hold: true });

    const error = await caught(graph.get('/organization', Organization));

    expect(error).toMatchObject({ origin: 'network', status: 0, code: 'TimeoutError' });
  });

  test('ends with the reason of the signal when the job is cancelled', async () => {
    const controller = new AbortController();
    const { graph } = tenantGraph({ signal: controller.signal });
    await graph.get('/organization', Organization);
    entra.setFaults({ hold: true });

    const pending = caught(graph.get('/organization', Organization));
    controller.abort(new Error('cancelled by Mia'));

    expect(await pending).toMatchObject({ message: 'cancelled by Mia' });
  });

  test('says what is wrong with an answer of another form', async () => {
    const { graph } = tenantGraph();

    const error = await caught(graph.get('/organization', z.object({ value: z.string() })));

    expect(error).toMatchObject({ origin: 'form', message: expect.stringContaining('/organization') });
  });

  test('reads all pages', async () => {
    const { graph } = tenantGraph();

    const all = await graph.getAll('/servicePrincipals?$select=id', z.object({ id: z.string() }));

    // Three resources and the bot itself, two on a page.
    expect(all).toHaveLength(4);
  });

  test('names the reason when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    const graph = createGraph({
      credential: () => ({ getToken: async () => ({ token: 't', expiresOnTimestamp: Date.now() + 60_000 }) }),
      graphUrl: `https://localhost:${port}`,
    }).forTenant(HOME_TENANT_ID, 'global');

    const error = await caught(graph.get('/organization', Organization));

    expect(error).toMatchObject({ origin: 'network', code: 'ECONNREFUSED' });
  });
});

describe('a token', () => {
  test('that is not given brings the number of the reason', async () => {
    const { graph } = tenantGraph({ secret: 'wrong' });

    const error = await caught(graph.get('/organization', Organization));

    expect(error).toMatchObject({ origin: 'token', message: expect.stringContaining('AADSTS7000215') });
  });
});

test('a certificate proves the bot, in every tenant', async () => {
  const proof = createClientCertificate('bot');
  const other = await startTestEntra({ credentials: { certificates: [proof.certificatePem] } });
  const path = join(mkdtempSync(join(tmpdir(), 'exo-graph-')), 'bot.pem');
  writeFileSync(path, proof.pem);
  const config = readCredentialConfig({
    AZURE_CLIENT_ID: BOOTSTRAP_CLIENT_ID,
    AZURE_TENANT_ID: HOME_TENANT_ID,
    AZURE_CLIENT_CERTIFICATE_PATH: path,
    AZURE_AUTHORITY_HOST: other.url,
  });
  const graph = createGraph({ credential: (cloud) => createCredential(config, cloud), graphUrl: other.url });

  const { value } = await graph.forTenant(DEMO_TENANT_IDS.adatum, 'global').get('/organization', Organization);
  await other.close();

  expect(value[0]?.id).toBe(DEMO_TENANT_IDS.adatum);
});

describe('discovery', () => {
  test.each(['contoso', 'contoso.com', 'CONTOSO.onmicrosoft.com'])('finds the tenant of %s', async (reference) => {
    const found = await resolveTenant(reference, 'global', { authorityHost: entra.url });

    const contoso = entra.state.tenants.find((each) => each.displayName === 'Contoso Ltd');
    expect(found?.tenantId).toBe(contoso?.id);
  });

  test('finds a tenant by its id', async () => {
    const found = await resolveTenant(HOME_TENANT_ID, 'global', { authorityHost: entra.url });

    expect(found).toEqual({ tenantId: HOME_TENANT_ID, domain: HOME_TENANT_ID });
  });

  test('finds no tenant that does not exist', async () => {
    expect(await resolveTenant('contso', 'global', { authorityHost: entra.url })).toBeUndefined();
  });
});

describe('group membership', () => {
  const home = { tenantId: HOME_TENANT_ID, cloud: 'global' } as const;
  const group = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const person = 'aaaaaaaa-0000-4000-8000-000000000001';

  test('is asked for any number of groups', async () => {
    const tenant = entra.state.tenants.find((each) => each.id === HOME_TENANT_ID);
    tenant?.users.push({ id: person, displayName: 'Ana Ruiz', groups: [group(3), group(24)] });
    const groups = Array.from({ length: 25 }, (_, index) => group(index));

    const memberOf = await checkMemberGroups(graphAt(entra, TEST_SECRET), home, person, groups);

    expect(memberOf).toEqual([group(3), group(24)]);
  });

  test('tells the people of a group, from all pages, and nothing but people', async () => {
    const tenant = entra.state.tenants.find((each) => each.id === HOME_TENANT_ID);
    const people = Array.from({ length: 1003 }, (_, index) => ({
      id: `bbbbbbbb-0000-4000-8000-${String(index).padStart(12, '0')}`,
      displayName: `Person ${index}`,
    }));
    tenant?.users.push(...people.map((each) => ({ ...each, groups: [group(7)] })));

    const members = await listGroupMembers(graphAt(entra, TEST_SECRET), home, group(7));

    expect(members).toEqual(people.map(({ id, displayName }) => ({ id, name: displayName })));
  });

  test('is empty for a stranger', async () => {
    const stranger = 'aaaaaaaa-0000-4000-8000-00000000dead';

    expect(await checkMemberGroups(graphAt(entra, TEST_SECRET), home, stranger, [group(1)])).toEqual([]);
  });
});
