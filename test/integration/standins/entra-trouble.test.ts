import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DEMO_TENANT_IDS } from '../../../demo/standins/entra/demo-state.ts';
import { asBuilt } from '../../support/built/programs.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';
import { APPLICATION, askAdmin, grantAll, graphClient, register, upsert } from '../../support/entra-client.ts';
import { until } from '../../support/until.ts';

const { contoso } = DEMO_TENANT_IDS;
const UNIQUE = "/applications(uniqueName='exo-cba-test')";
let clock = Date.now();
let entra: TestEntra;

beforeEach(async () => {
  clock = Date.now();
  entra = await startTestEntra({ now: () => new Date(clock) });
});
afterEach(async () => {
  await entra.close();
});

describe('replication lag', () => {
  it('hides a new application from reads, and says so when its enterprise application comes too early', async () => {
    const client = graphClient(entra, contoso);
    entra.setLag({ applicationMs: 60_000 });
    const created = z.object({ appId: z.string() }).parse(await (await upsert(client, UNIQUE, APPLICATION)).json());
    const principal = `/servicePrincipals(appId='${created.appId}')`;

    await expect(client.api(UNIQUE).get()).rejects.toMatchObject({ statusCode: 404 });
    const early = await upsert(client, principal, { tags: [] });
    clock += 45_000;
    const later = await upsert(client, principal, { tags: [] });
    clock += 20_000;
    const inTime = await upsert(client, principal, { tags: [] });

    expect([early.status, later.status, inTime.status]).toEqual([400, 403, 201]);
    expect(await early.text()).toContain('does not reference a valid application object');
    expect(await later.text()).toContain('the backing application of the service principal being created');
    expect(await client.api(UNIQUE).get()).toMatchObject({ appId: created.appId });
  });

  it('refuses a grant to a new enterprise application, and shows a new grant late', async () => {
    const client = graphClient(entra, contoso);
    const { servicePrincipalId } = await register(client);
    entra.setLag({ servicePrincipalMs: 60_000 });
    await expect(grantAll(client, servicePrincipalId)).rejects.toMatchObject({
      statusCode: 400,
      message: 'Not a valid reference update',
    });
    entra.setLag({ servicePrincipalMs: 0, grantMs: 60_000 });
    await grantAll(client, servicePrincipalId);
    const path = `/servicePrincipals/${servicePrincipalId}/appRoleAssignments`;

    const before = await client.api(path).get();
    clock += 61_000;
    const after = await client.api(path).get();

    expect(before.value).toEqual([]);
    expect(after.value).not.toEqual([]);
  });
});

describe('faults', () => {
  it('throttles the next requests: the client waits as told and comes back', async () => {
    const client = graphClient(entra, contoso);
    await askAdmin(entra, 'POST', '/faults', { throttle: 1, retryAfterSeconds: 0 });

    const organization = await client.api('/organization').get();

    expect(organization.value).toHaveLength(1);
    const statuses = entra.log.entries.filter(({ path }) => path.startsWith('/v1.0/')).map(({ status }) => status);
    expect(statuses).toEqual([429, 200]);
  });

  it('fails the next request without executing it', async () => {
    const client = graphClient(entra, contoso);
    entra.setFaults({ fail: 1, failStatus: 500, methods: ['PATCH'] });

    expect((await upsert(client, UNIQUE, APPLICATION)).status).toBe(500);

    expect((await upsert(client, UNIQUE, APPLICATION)).status).toBe(201);
  });

  it('cuts an answer after the write took effect', async () => {
    const client = graphClient(entra, contoso);
    entra.setFaults({ cut: 1 });

    const cut = client.api(UNIQUE).header('Prefer', 'create-if-missing').patch(APPLICATION);

    await expect(cut).rejects.toThrow();
    expect((await upsert(client, UNIQUE, APPLICATION)).status).toBe(204);
  });

  it('breaks the connection where an answer has no body to cut', async () => {
    const client = graphClient(entra, contoso);
    await upsert(client, UNIQUE, APPLICATION);
    entra.setFaults({ cut: 1 });

    await expect(upsert(client, UNIQUE, { notes: 'changed' })).rejects.toMatchObject({ statusCode: -1 });

    expect((await client.api(UNIQUE).get()).notes).toBe('changed');
  });

  it('answers slowly', async () => {
    const client = graphClient(entra, contoso);
    entra.setFaults({ slowMs: 80 });

    await client.api('/organization').get();

    expect(entra.log.entries.findLast(({ path }) => path.startsWith('/v1.0/'))?.durationMs).toBeGreaterThanOrEqual(79);
  });

  it('holds requests until it lets them go', async () => {
    const client = graphClient(entra, contoso);
    entra.setFaults({ hold: true });
    let answered = false;
    const held = client
      .api('/organization')
      .get()
      .then(() => {
        answered = true;
      });
    await until(() => entra.log.entries.find(({ path }) => path.includes('/token')));

    expect(answered).toBe(false);
    entra.setFaults({ hold: false });
    await held;
    expect(answered).toBe(true);
  });
});

describe('its own process', () => {
  it('prints its address, and has its directory and its certificate again after a kill', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'entra-'));
    const config = join(folder, 'config.json');
    const paths = {
      caPath: join(folder, 'ca.pem'),
      certificatePath: join(folder, 'server.pem'),
      privateKeyPath: join(folder, 'server.key'),
      statePath: join(folder, 'state.json'),
    };
    await writeFile(config, JSON.stringify({ ...paths, secrets: [TEST_SECRET] }));
    const seed = { id: 'aaaaaaaa-0000-4000-8000-000000000001', displayName: 'T', domains: ['t.onmicrosoft.com'] };

    const first = await startProcess(config);
    const authority = await readFile(paths.caPath, 'utf8');
    await fetch(`${first.adminUrl}/tenants`, { method: 'POST', body: JSON.stringify(seed) });
    await first.end('SIGKILL');
    const second = await startProcess(config);
    const state = await (await fetch(`${second.adminUrl}/state`)).json();
    const code = await second.end('SIGTERM');

    expect(second.url).toMatch(/^https:\/\/localhost:\d+$/);
    expect(state).toMatchObject({ tenants: expect.arrayContaining([expect.objectContaining({ id: seed.id })]) });
    expect(JSON.stringify(state)).not.toContain(TEST_SECRET);
    expect(await readFile(paths.caPath, 'utf8')).toBe(authority);
    expect(code).toBe(0);
    await rm(folder, { recursive: true });
  });
});

async function startProcess(config: string) {
  const main = fileURLToPath(new URL('../../../demo/standins/entra/main.ts', import.meta.url));
  const child = spawn(process.execPath, [asBuilt(main), config], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const [line] = await once(createInterface(child.stdout), 'line');
  const { url, adminUrl } = JSON.parse(String(line));
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await exit)[0];
  };
  return { url: String(url), adminUrl: String(adminUrl), end };
}
