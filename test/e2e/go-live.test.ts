import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_TENANT_IDS } from '../../demo/standins/entra/demo-state.ts';
import { GOOD_MODULE, installModule } from '../../demo/system/mid-server.ts';
import { findFreePorts, LATER } from '../../demo/system/ports.ts';
import { createSupervisor, type Supervisor } from '../../demo/system/supervisor.ts';
import { createRedisKeys } from '../../src/process/redis/redis-keys.ts';
import { createChat } from '../attacks/world/chat.ts';
import { mia } from '../attacks/world/people.ts';
import { createRuns } from '../attacks/world/runs.ts';
import { blocksOf } from '../support/go-live/blocks.ts';
import { consentAsCustomer } from '../support/go-live/customer.ts';
import { BOT_ID, fillInConfiguration, fillInRedis, fillInVariables, PUBLIC_URL } from '../support/go-live/fill-in.ts';
import { startMicrosoft } from '../support/go-live/microsoft.ts';
import { letRunnersIn } from '../support/go-live/mid-server.ts';
import { makeSite, type Site } from '../support/go-live/site.ts';

const MOST_COMMANDS = 25;
const MOST_MS = 300_000;
const CONTOSO = { label: 'contoso', domain: 'contoso.com', id: DEMO_TENANT_IDS.contoso, kind: 'plain' } as const;
const NORTHWIND = { label: 'northwind', domain: 'northwind.com', id: DEMO_TENANT_IDS.northwind, kind: 'link' } as const;
/** Why a block is not run here, by its heading. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'With services of the machine': 'needs systemd',
  'With Docker Compose': 'needs Docker; test/infra/compose.test.ts',
  '6. Runners on the MID servers': 'a line for a file; test/infra/runner-redis-user.test.ts',
  'Change a key': 'test/e2e/change-keys.test.ts',
  'Change a Redis password': 'test/e2e/change-secrets.test.ts',
  'Change the certificate of the application or of the bot': 'test/e2e/change-secrets.test.ts',
  'Upgrade from one signing key': 'test/integration/rotation/reseal.test.ts',
  'Before you begin': 'Windows',
  'AppLocker, WDAC, AllSigned': 'Windows',
  '3. Install': 'Windows; the pipeline, test/powershell/install-runner.test.ts',
  '4. Enrol': 'Windows; here the programs of the bundle that these scripts start',
  'Check a runner': 'Windows; test/powershell/test-runner.test.ts',
  Remove: 'Windows',
};

describe('docs/go-live.md and docs/mid-server.md, followed to the letter', { timeout: MOST_MS * 2 }, () => {
  const blocks = [...blocksOf('go-live.md'), ...blocksOf('mid-server.md')];
  let site: Site;
  let supervisor: Supervisor;
  let ports: { plain: number; tls: number; bot: number; botHealth: number; jobsHealth: number };
  const resources = new AsyncDisposableStack();
  const crashes: string[] = [];
  let commands = 0;

  beforeAll(async () => {
    const [plain = 0, tlsPort = 0, bot = 0, botHealth = 0, jobsHealth = 0] = await findFreePorts(5, LATER);
    ports = { plain, tls: tlsPort, bot, botHealth, jobsHealth };
    site = resources.use(
      makeSite({
        '<redis host>': 'localhost',
        '<application id>': BOT_ID,
        '<your host>': 'exo.fabrikam.example',
        '<your organisation>': 'Fabrikam',
        '<support page>': 'fabrikam.example/support',
      }),
    );
    supervisor = createSupervisor(join(site.folder, 'logs'), (name, code) => crashes.push(`${name} ${code}`));
    resources.defer(() => supervisor.stopAll());
  });
  afterAll(() => resources.disposeAsync(), 60_000);

  it('lead from the project to a tenant in full mode and one in link mode', async () => {
    const began = Date.now();
    for (const name of ['bot', 'app package', 'application', 'configuration', 'redis certificate'])
      await carryOut(name);
    const microsoft = await startMicrosoft(site.folder, supervisor, {
      botId: BOT_ID,
      redirectUri: `${PUBLIC_URL}/consent`,
      certificate: site.at('infra', 'secrets', 'graph.crt'),
    });
    resources.use(microsoft);
    fillInConfiguration(site);

    await startRedis();
    await carryOut('services');
    fillInVariables(site, 'jobs', { ...microsoft.jobs, HEALTH_PORT: String(ports.jobsHealth) }, microsoft.caPath);
    const botPorts = { PORT: String(ports.bot), HEALTH_PORT: String(ports.botHealth) };
    fillInVariables(site, 'bot', { ...microsoft.bot, ...botPorts }, microsoft.caPath);
    expect(await carryOut('check')).toMatch(/jobs can do its work[\s\S]*bot can do its work/);
    await startServices();
    for (const port of [ports.jobsHealth, ports.botHealth]) {
      expect(await (await fetch(`http://127.0.0.1:${port}/readyz`)).text()).toMatch(/^ready/);
    }

    const address = `http://127.0.0.1:${ports.bot}`;
    const chat = createChat({ address, ...microsoft });
    await carryOut('runner users');
    const program = await makeBundle();
    installModule(join(site.folder, 'mid1'), GOOD_MODULE);
    const standIn = microsoft.entra.address;
    commands += await letRunnersIn({ site, supervisor, chat, port: ports.tls, standIn, program });

    const runs = createRuns({ admin: openRedis(), keys: createRedisKeys('ops'), chat, state: noState });
    await chat.say(mia, 'plan contoso', { conversation: runs.placeOf(CONTOSO) });
    await runs.untilRun('contoso-plan-1', ({ state }) => state === 'finished');
    await runs.finish(CONTOSO);
    await consentAsCustomer({ customer: NORTHWIND, runs, chat, microsoft, address });

    const took = Date.now() - began;
    report(took);
    expect(commands).toBeLessThanOrEqual(MOST_COMMANDS);
    expect(took).toBeLessThan(MOST_MS);
    expect(await microsoft.entra.violations()).toEqual([]);
    expect(crashes).toEqual([]);
  });

  it('say for every other block where it is tried', () => {
    const untold = blocks.filter(({ mark, heading }) => !mark.startsWith('go live: ') && !(heading in ELSEWHERE));

    expect(untold.map(({ heading, lines }) => `${heading}: ${lines[0]}`)).toEqual([]);
  });

  function linesOf(name: string): readonly string[] {
    const block = blocks.find(({ mark }) => mark === `go live: ${name}`);
    if (!block) throw new Error(`No document has the block "go live: ${name}"`);
    commands += block.lines.length;
    return block.lines.map((line) => line.replaceAll(':6380', `:${ports.tls}`));
  }

  async function carryOut(name: string): Promise<string> {
    return site.run(linesOf(name));
  }

  /** @returns its folder; that of the project where the package registry cannot be reached, from which the bundle takes its Node */
  async function makeBundle(): Promise<string> {
    try {
      await carryOut('bundle');
      return site.at('build', 'runner');
    } catch (error) {
      if (!String(error).includes('The bundle needs the package registry')) throw error;
      process.stdout.write(
        'The package registry cannot be reached: the runners run from the project, without a bundle.\n',
      );
      return site.at();
    }
  }

  /** The last line starts Redis, and does not come back. */
  async function startRedis(): Promise<void> {
    const lines = linesOf('redis');
    await site.run(lines.slice(0, -1));
    fillInRedis(site, ports);
    await startLine('redis', lines.at(-1) ?? '', /Ready to accept/);
  }

  async function startServices(): Promise<void> {
    const [jobs = '', bot = ''] = linesOf('start');
    await Promise.all([startLine('jobs', jobs, /"jobs is ready"/), startLine('bot', bot, /"bot is ready"/)]);
  }

  function startLine(name: string, line: string, ready: RegExp): Promise<void> {
    const args = ['-c', site.fillIn(line)];
    return supervisor.start({ name, command: 'bash', args, env: site.env, cwd: site.at(), ready });
  }

  function openRedis(): Redis {
    const ca = readFileSync(site.at('infra', 'secrets', 'redis-ca.pem'), 'utf8');
    const redis = new Redis(readFileSync(site.at('infra', 'secrets', 'redis-url-admin'), 'utf8').trim(), {
      tls: { ca },
    });
    resources.defer(() => redis.disconnect());
    return redis;
  }

  function report(took: number): void {
    const skipped = blocks.filter(({ mark }) => !mark.startsWith('go live: '));
    const lines = [
      `${commands} commands, ${Math.round(took / 1000)} s, from the project after npm ci to contoso (full) and northwind (link).`,
      'Not run here:',
      ...skipped.map(
        ({ document, heading, lines: [first = ''] }) =>
          `  ${document}, ${heading}: ${first.slice(0, 70)} (${ELSEWHERE[heading]})`,
      ),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
});

function noState(tenant: string): never {
  throw new Error(`Nobody looks into ${tenant} here`);
}
