import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { EXCHANGE_APP_ID } from '../../../demo/standins/entra/state/resources.ts';
import type { GraphFailure } from '../../../src/graph/failures/graph-failure.ts';
import { calm, createCustomer, graphAt, heldApplication, register } from '../../support/cloud-steps.ts';
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

const Item = z.object({ id: z.string() });
const Organization = z.object({ value: z.array(Item) });
const exchange = `/servicePrincipals(appId='${EXCHANGE_APP_ID}')?$select=id`;
const nowhere = "/servicePrincipals(appId='00000000-0000-4000-8000-00000000dead')?$select=id";

function customer(options: { signal?: AbortSignal } = {}) {
  const graph = graphAt(entra, TEST_SECRET);
  const made = createCustomer(entra, graph);
  return { ...made, graph: graph.forTenant(made.id, 'global', options.signal) };
}

/** Requests on the wire, and those inside of batches, without the ones for tokens. */
function requests() {
  const graph = entra.log.entries.filter((entry) => entry.path.startsWith('/v1.0/'));
  return {
    onTheWire: graph.filter((entry) => !entry.inBatch).length,
    inBatches: graph.filter((entry) => entry.inBatch).map((entry) => `${entry.status} ${entry.path.split('?')[0]}`),
  };
}

describe('requests in a batch', () => {
  test('are one request on the wire and have answers of their own', async () => {
    const { id, graph } = customer();
    const batch = graph.batch();
    const organization = batch.get('/organization', Organization);
    const resource = batch.find(exchange, Item);
    const none = batch.find(nowhere, Item);
    const wrong = batch.get(nowhere, Item);

    await batch.send();

    expect(organization.value().value[0]?.id).toBe(id);
    expect(resource.value()?.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(none.value()).toBeUndefined();
    expect(wrong.failure()).toMatchObject({ origin: 'graph', status: 404, code: 'Request_ResourceNotFound' });
    expect(() => wrong.value()).toThrow('does not exist');
    expect(requests().onTheWire).toBe(1);
    expect(entra.log.violations).toEqual([]);
  });

  test('follow the pages of a collection', async () => {
    const { graph } = customer();
    const batch = graph.batch();
    const all = batch.all('/servicePrincipals?$select=id', Item);

    await batch.send();

    // Three resources and the bot itself, two on a page.
    expect(all.value()).toHaveLength(4);
    expect(requests().onTheWire).toBe(2);
  });

  test('may be more than Microsoft takes at once', async () => {
    const { graph } = customer();
    const batch = graph.batch();
    const all = Array.from({ length: 45 }, () => batch.get(exchange, Item));

    await batch.send();

    expect(new Set(all.map((each) => each.value().id)).size).toBe(1);
    expect(requests().onTheWire).toBe(3);
  });

  test('say what is wrong with an answer of another form', async () => {
    const { graph } = customer();
    const batch = graph.batch();
    const reply = batch.get('/organization', Item);

    await batch.send();

    expect(reply.failure()).toMatchObject({ origin: 'form', message: expect.stringContaining('/organization') });
  });

  test('are lost together when the answer breaks off', async () => {
    const { graph } = customer();
    entra.setFaults({ cut: 1, pathContains: 'organization' });
    const batch = graph.batch();
    batch.get('/organization', Organization);
    batch.get(exchange, Item);

    await expect(batch.send()).rejects.toMatchObject({ origin: 'network', status: 200 });
  });
});

describe('a request that is throttled inside of a batch', () => {
  test('is sent once more alone after a short Retry-After', async () => {
    const { graph } = customer();
    entra.setFaults({ throttle: 1, retryAfterSeconds: 0, pathContains: 'organization' });
    const batch = graph.batch();
    const organization = batch.get('/organization', Organization);
    const resource = batch.get(exchange, Item);

    await batch.send();

    expect(organization.failure()).toBeUndefined();
    expect(resource.failure()).toBeUndefined();
    const path = expect.stringContaining('200 /v1.0/servicePrincipals');
    expect(requests().inBatches).toEqual(['429 /v1.0/organization', path, '200 /v1.0/organization']);
  });

  test('leaves a longer Retry-After to the run and the others as they are', async () => {
    const { graph } = customer();
    entra.setFaults({ throttle: 9, retryAfterSeconds: 30, pathContains: 'organization' });
    const batch = graph.batch();
    const organization = batch.get('/organization', Organization);
    const resource = batch.get(exchange, Item);

    await batch.send();

    expect(organization.failure()).toMatchObject({ status: 429, retryAfterMs: 30_000 });
    expect(resource.failure()).toBeUndefined();
    expect(requests().onTheWire).toBe(1);
  });

  test('fails when it is throttled again', async () => {
    const { graph } = customer();
    entra.setFaults({ throttle: 9, retryAfterSeconds: 0 });
    const batch = graph.batch();
    const organization = batch.get('/organization', Organization);

    await batch.send();

    expect(organization.failure()?.status).toBe(429);
    expect(requests().onTheWire).toBe(2);
  });
});

describe('a token that is refused inside of a batch', () => {
  test('is asked for again and the request sent once more', async () => {
    const { graph } = customer();
    entra.setFaults({ fail: 1, failStatus: 401, pathContains: 'organization' });
    const batch = graph.batch();
    const organization = batch.get('/organization', Organization);

    await batch.send();

    expect(organization.failure()).toBeUndefined();
    expect(entra.log.entries.filter((entry) => entry.path.includes('/oauth2/v2.0/token'))).toHaveLength(2);
  });

  test('ends with the reason of the signal when the job is cancelled while it waits', async () => {
    const controller = new AbortController();
    const { graph } = customer({ signal: controller.signal });
    entra.setFaults({ throttle: 1, retryAfterSeconds: 5 });
    const batch = graph.batch();
    batch.get('/organization', Organization);

    const pending = batch.send().catch((error: unknown) => error);
    controller.abort(new Error('cancelled by Mia'));

    expect(await pending).toMatchObject({ message: 'cancelled by Mia' });
  });
});

describe('requests in order', () => {
  const rename = (displayName: string) => ({ displayName });

  test('are executed one after the other, so that a read sees the write before it', async () => {
    const made = customer();
    const { applicationId } = await register(made);
    const Application = z.object({ displayName: z.string() });
    const batch = made.graph.batch({ inOrder: true });
    const before = batch.get(`/applications/${applicationId}`, Application);
    const write = batch.patch(`/applications/${applicationId}`, rename('other'));
    const after = batch.get(`/applications/${applicationId}`, Application);

    await batch.send();

    expect(write.failure()).toBeUndefined();
    expect([before.value().displayName, after.value().displayName]).toEqual(['ServiceNow SecOps EXO CBA', 'other']);
  });

  test('stop behind a failure', async () => {
    const made = customer();
    const { applicationId } = await register(made);
    const batch = made.graph.batch({ inOrder: true });
    const failed = batch.get(nowhere, Item);
    const write = batch.patch(`/applications/${applicationId}`, rename('other'));

    await batch.send();

    expect(failed.failure()?.status).toBe(404);
    expect(write.failure()?.status).toBe(424);
    expect(heldApplication(made).displayName).toBe('ServiceNow SecOps EXO CBA');
  });

  test('go on behind a failure that was expected', async () => {
    const made = customer();
    const { applicationId } = await register(made);
    const bot = (await made.graph.identity())?.oid ?? '';
    const reference = { '@odata.id': `${entra.url}/v1.0/directoryObjects/${bot}` };
    const isThere = (failure: GraphFailure) => /already exist/.test(failure.message);
    const batch = made.graph.batch({ inOrder: true });
    const failed = batch.post(`/applications/${applicationId}/owners/$ref`, reference, z.unknown(), isThere);
    const write = batch.patch(`/applications/${applicationId}`, rename('other'));

    await batch.send();

    expect(failed.failure()?.status).toBe(400);
    expect(write.failure()).toBeUndefined();
    expect(heldApplication(made).displayName).toBe('other');
  });
});
