import { once } from 'node:events';
import { createServer } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCertificateAuthority,
  createClientCertificate,
  issueServerCertificate,
} from '../../../demo/standins/certificates.ts';
import { checkBot } from '../../../src/bot/health/checks.ts';
import { checkJobs } from '../../../src/jobs/checks.ts';
import { ConfigurationError } from '../../../src/process/errors.ts';
import { lineOf, type NamedCondition } from '../../../src/process/readiness/condition.ts';
import { botAclRule, jobsAclRule } from '../../../src/process/redis/process-acl.ts';
import { createRedisKeys } from '../../../src/process/redis/redis-keys.ts';
import {
  clientPem,
  closedPort,
  type Environment,
  type Environments,
  makeEnvironments,
  startOldRedis,
  startTls,
} from '../../support/broken-environment.ts';
import { startTestEntra } from '../../support/entra.ts';
import { startOwnRedis } from '../../support/own-redis.ts';
import { saidOfBot, saidOfJobs } from '../../support/set-up-said.ts';
import { documentedRows, rowOf } from '../../support/set-up-table.ts';
import { until } from '../../support/until.ts';

const resources = new AsyncDisposableStack();
const certificate = createClientCertificate('exo');
const rows: string[] = [];
type Check = (env: Environment) => Promise<NamedCondition[]>;
let environments: Environments;
let redisUrl: string;
let admin: Redis;

beforeAll(async () => {
  const redis = resources.use(await startOwnRedis());
  redisUrl = redis.url;
  admin = new Redis(redisUrl);
  resources.defer(() => admin.disconnect());
  const entra = await startTestEntra({ credentials: { secrets: [], certificates: [certificate.der] } });
  resources.defer(() => entra.close());
  environments = resources.use(await makeEnvironments(redisUrl, entra.url, certificate.pem));
});

afterAll(async () => {
  await resources.disposeAsync();
});

/** What is not well. A configuration that cannot be read is one line, as `npm run check` prints it. */
async function conditionsOf(check: Check, env: Environment): Promise<NamedCondition[]> {
  const conditions = await check(env).catch((error: unknown): NamedCondition[] => {
    if (!(error instanceof ConfigurationError)) throw error;
    return [{ name: 'configuration', state: 'stops', says: error.message, advice: error.advice }];
  });
  return conditions.filter(({ state }) => state !== 'ok');
}

async function troublesOf(check: Check, env: Environment): Promise<string[]> {
  return (await conditionsOf(check, env)).map(lineOf);
}

/** Adds the set-up to the table, with what everybody else says of it. @returns what the check says */
async function tabled(
  what: string,
  check: Check,
  env: Environment,
  isAbout: (condition: NamedCondition) => boolean = () => true,
): Promise<string[]> {
  const troubles = (await conditionsOf(check, env)).filter(isAbout);
  const said = check === checkJobs ? await saidOfJobs(env, admin) : saidOfBot(troubles);
  rows.push(rowOf(what, troubles, { ...said, readyz: said.readyz?.filter(isAbout) }));
  return troubles.map(lineOf);
}

async function only(what: string, check: Check, env: Environment): Promise<string> {
  const troubles = await tabled(what, check, env);
  expect(troubles).toHaveLength(1);
  return troubles[0] ?? '';
}

function without(env: Environment, ...names: string[]): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name)));
}

describe('npm run check', () => {
  it("finds nothing wrong where everything is right but the administrator's Redis user", async () => {
    expect(await troublesOf(checkJobs, environments.jobs)).toEqual([
      expect.stringMatching(/^warning redis-user: The Redis user default reaches every key/),
    ]);
    expect(await troublesOf(checkBot, environments.bot)).toEqual([expect.stringMatching(/^warning redis-user/)]);
  });

  it.each([
    ['jobs', checkJobs, jobsAclRule],
    ['bot', checkBot, botAclRule],
  ] as const)(
    'leaves nothing in Redis with the user of %s, whose rights are enough for it',
    async (name, check, rule) => {
      const keys = createRedisKeys('ops');
      await admin.call('ACL', 'SETUSER', name, ...rule(keys, '>own'));
      const url = redisUrl.replace(/\/\/:[^@]*@/, `//${name}:own@`);

      expect(await troublesOf(check, { ...environments[name], REDIS_URL: url })).toEqual([]);
      await until(async () => (await admin.keys(`${keys.prefix}:*`)).length === 0 || undefined);
    },
  );

  it('stops a bot whose Redis user was made for an earlier version, before it cannot record anything', async () => {
    const keys = createRedisKeys('ops');
    const earlier = botAclRule(keys, '>own').filter((token) => !token.includes(':tenants'));
    await admin.call('ACL', 'SETUSER', 'earlier-bot', ...earlier);
    const url = redisUrl.replace(/\/\/:[^@]*@/, '//earlier-bot:own@');

    expect(await troublesOf(checkBot, { ...environments.bot, REDIS_URL: url })).toEqual([
      expect.stringMatching(/^stops {3}redis-user: .* may not reach \{ops\}:tenants: .*docs\/upgrade\.md/),
    ]);
  });
});

/** What is broken, how, and what is said. */
type Row = [what: string, env: (all: Environments) => Environment | Promise<Environment>, says: RegExp];

describe('npm run check says what is wrong with jobs and what to do, when', () => {
  it.each<Row>([
    ['REDIS_URL is missing', ({ jobs }) => without(jobs, 'REDIS_URL'), /address of Redis is missing.*Set REDIS_URL/s],
    ['REDIS_URL is not an address', ({ jobs }) => ({ ...jobs, REDIS_URL: 'localhost:6379' }), /must begin with redis:/],
    ['Redis is elsewhere without TLS', ({ jobs }) => ({ ...jobs, REDIS_URL: 'redis://10.0.0.9' }), /Use rediss:/],
    ['EXO_CONFIG is missing', ({ jobs }) => without(jobs, 'EXO_CONFIG'), /Set EXO_CONFIG/],
    ['EXO_CONFIG names no file', ({ jobs }) => ({ ...jobs, EXO_CONFIG: '/no/such.yaml' }), /readable YAML file/],
    [
      'the configuration has a misspelt setting',
      ({ jobs, config }) => ({ ...jobs, EXO_CONFIG: config((text) => text.replace('deploymentKey', 'deploymentkey')) }),
      /deploymentkey/,
    ],
    [
      'a server group has no primary',
      ({ jobs, config }) => ({
        ...jobs,
        EXO_CONFIG: config((text) => text.replace('primary: true', 'primary: false')),
      }),
      /primary/,
    ],
    ['the orchestrator key is missing', ({ jobs }) => without(jobs, 'EXO_ORCHESTRATOR_KEY_FILE'), /make-key/],
    [
      'the seal key file holds something else',
      ({ jobs, file }) => ({ ...jobs, EXO_SEAL_KEY_FILE: file('no-key.json', '{"kty":"OKP"}') }),
      /EXO_SEAL_KEY_FILE/,
    ],
    [
      'the audit file is missing',
      ({ jobs }) => without(jobs, 'EXO_AUDIT_FILE'),
      /set it to the file of the audit log.*EXO_AUDIT_FILE/s,
    ],
    ['nothing proves the application', ({ jobs }) => without(jobs, 'AZURE_CLIENT_CERTIFICATE_PATH'), /Set one of/],
    ['two proofs are set', ({ jobs }) => ({ ...jobs, AZURE_CLIENT_SECRET: 'x' }), /Keep one of them/],
    ['AZURE_CLIENT_ID is not a GUID', ({ jobs }) => ({ ...jobs, AZURE_CLIENT_ID: 'exo' }), /AZURE_CLIENT_ID/],
    [
      'a file with a secret can be read by everybody',
      ({ jobs, openToAll }) => ({
        ...jobs,
        REDIS_URL_FILE: openToAll('redis-url', jobs['REDIS_URL'] ?? ''),
        REDIS_URL: '',
      }),
      /can be read by others.*chmod 600/,
    ],
    [
      'nobody may approve',
      ({ jobs, config }) => ({ ...jobs, EXO_CONFIG: config((text) => text.replace(/^roles.*$/m, '')) }),
      /Nobody may approve.*roles/,
    ],
    [
      'link mode has nowhere to come back to',
      ({ jobs, config }) => ({ ...jobs, EXO_CONFIG: config((text) => text.replace(/^publicUrl.*$/m, '')) }),
      /Set publicUrl/,
    ],
    [
      'Entra does not know the application',
      ({ jobs }) => ({ ...jobs, AZURE_CLIENT_ID: 'b00757a9-9999-4000-8000-000000000009' }),
      /There is no application b00757a9-9999.*Set AZURE_CLIENT_ID/,
    ],
    [
      'Entra does not know the certificate',
      ({ jobs, file }) => ({
        ...jobs,
        AZURE_CLIENT_CERTIFICATE_PATH: file('other.pem', clientPem({ from: -1, to: 365 })),
      }),
      /home-token: .*certificate/i,
    ],
  ])('%s', async (what, change, says) => {
    const quiet = await narrowUser();
    const env = await change({ ...environments, jobs: { ...environments.jobs, REDIS_URL: quiet } });

    expect(await only(what, checkJobs, env)).toMatch(says);
  });

  it.each<Row>([
    [
      'the certificate has ended',
      ({ jobs, file }) => ({
        ...jobs,
        AZURE_CLIENT_CERTIFICATE_PATH: file('ended.pem', clientPem({ from: -30, to: -1 })),
      }),
      /application-certificate: .* ended on/,
    ],
    [
      'the certificate expires soon',
      ({ jobs, file }) => ({
        ...jobs,
        AZURE_CLIENT_CERTIFICATE_PATH: file('soon.pem', clientPem({ from: -30, to: 12 })),
      }),
      /warning application-certificate: .* expires in 1[12] days/,
    ],
    [
      'the certificate file is missing',
      ({ jobs }) => ({ ...jobs, AZURE_CLIENT_CERTIFICATE_PATH: '/no/such.pem' }),
      /application-certificate: .*cannot be read/,
    ],
    [
      'the certificate file has no key',
      ({ jobs, file }) => ({ ...jobs, AZURE_CLIENT_CERTIFICATE_PATH: file('public.pem', certificate.certificatePem) }),
      /no private key/,
    ],
  ])('%s', async (what, change, says) => {
    const env = await change(environments);
    // Entra does not know the certificate that was made for this test.
    const isAbout = ({ name }: NamedCondition) =>
      name !== 'redis-user' && !(name === 'home-token' && what === 'the certificate expires soon');
    const troubles = await tabled(what, checkJobs, env, isAbout);

    expect(troubles.join('\n')).toMatch(says);
  });
});

/** A user as the jobs process should have one, so that nothing is said of it. */
async function narrowUser(): Promise<string> {
  await admin.call('ACL', 'SETUSER', 'jobs', 'reset', 'on', '>narrow', '~{ops}:*', '+@all');
  return redisUrl.replace(/\/\/:[^@]*@/, '//jobs:narrow@');
}

describe('npm run check says what is wrong with Redis and what to do, when', () => {
  const onRedis = async (what: string, url: string) =>
    only(what.replace(/^it /, 'Redis '), checkJobs, { ...environments.jobs, REDIS_URL: url });

  it('nobody listens', async () => {
    const port = await closedPort();
    expect(await onRedis('Redis is not started', `redis://127.0.0.1:${port}`)).toMatch(
      /cannot be reached at 127\.0\.0\.1:\d+: ECONNREFUSED\. Start Redis/,
    );
  });

  it('its password is wrong', async () => {
    const line = await onRedis('the Redis password is wrong', redisUrl.replace(/\/\/:[^@]*@/, '//:not-this-one@'));
    expect(line).toMatch(/does not take the user or password/);
    expect(line).not.toContain('not-this-one');
  });

  it('the user may not write', async () => {
    await admin.call(
      'ACL',
      'SETUSER',
      'reader',
      'reset',
      'on',
      '>reader',
      '~{ops}:*',
      '+@read',
      '+info',
      '+ping',
      '+acl|whoami',
    );
    expect(await onRedis('the Redis user may only read', redisUrl.replace(/\/\/:[^@]*@/, '//reader:reader@'))).toMatch(
      /refuses what is written: NOPERM.*its rights again/,
    );
  });

  it.each([
    ['it throws keys away', 'maxmemory-policy', 'allkeys-lru', /Set maxmemory-policy to noeviction/],
    ['it keeps no log of changes', 'appendonly', 'no', /Set appendonly yes/],
    ['it has no memory left', 'maxmemory', '1', /OOM.*more memory/],
  ])('%s', async (what, setting, value, says) => {
    const before = (await admin.config('GET', setting))[1] ?? '';
    await admin.config('SET', setting, value);
    const line = await onRedis(what, await narrowUser()).finally(() => admin.config('SET', setting, before));

    expect(line).toMatch(says);
  });

  it('it is too old', async () => {
    using old = await startOldRedis();
    const env = { ...environments.jobs, REDIS_URL: old.url };
    const troubles = await tabled('Redis is too old', checkJobs, env, ({ name }) => name === 'redis-version');

    expect(troubles[0]).toMatch(/It is Redis 6\.2\.14\. Use Redis 7 or newer\./);
  });

  it('its certificate is of an unknown authority', async () => {
    using tls = await startTls(['localhost']);
    expect(await onRedis('the CA of Redis is not known', `rediss://localhost:${tls.port}`)).toMatch(
      /signed by a CA that Node\.js does not know.*NODE_EXTRA_CA_CERTS/,
    );
  });

  it('its certificate is for another name', async () => {
    const authority = createCertificateAuthority();
    setDefaultCACertificates([...getCACertificates('default'), authority.certificatePem]);
    using tls = await startTls(['redis.fabrikam.example'], authority);
    expect(await onRedis('the certificate of Redis has another name', `rediss://localhost:${tls.port}`)).toMatch(
      /is not for localhost/,
    );
  });

  it('its port speaks no TLS', async () => {
    expect(await onRedis('the port of Redis speaks no TLS', redisUrl.replace('redis:', 'rediss:'))).toMatch(
      /does not answer over TLS.*TLS port/,
    );
  });
});

describe('npm run check says what is wrong with the way to Microsoft and what to do, when', () => {
  it('Entra cannot be reached', async () => {
    const port = await closedPort();
    const env = {
      ...environments.jobs,
      REDIS_URL: await narrowUser(),
      AZURE_AUTHORITY_HOST: `https://127.0.0.1:${port}`,
    };
    const troubles = await tabled('Entra cannot be reached', checkJobs, env);

    expect(troubles.join('\n')).toMatch(/127\.0\.0\.1:\d+ cannot be reached.*Open the way/);
  });

  it.each([
    ['the clock is 3 hours behind', 3 * 3600, /stops {3}clock: The clock of the bot is 3 h behind/],
    ['the clock is a minute ahead', -70, /warning clock: The clock of the bot is [67]\d s ahead/],
  ])('%s', async (what, seconds, says) => {
    const authority = createCertificateAuthority();
    setDefaultCACertificates([...getCACertificates('default'), authority.certificatePem]);
    const { certificatePem: cert, privateKeyPem: key } = issueServerCertificate(authority, ['localhost']);
    const server = createServer({ cert, key }, (_request, response) => {
      response.setHeader('date', new Date(Date.now() + seconds * 1000).toUTCString()).end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const env = {
      ...environments.bot,
      REDIS_URL: await narrowUser(),
      AZURE_AUTHORITY_HOST: `https://localhost:${port}`,
    };
    const line = await only(what, checkBot, env).finally(() => server.close());

    expect(line).toMatch(says);
  });
});

describe('npm run check says what is wrong with the bot and what to do, when', () => {
  const on = { EXO_BOT_AUTH: 'on', MicrosoftAppId: 'b1c2d3e4-2222-4b5c-8d7e-0123456789ab' };
  it.each<Row>([
    ['it has no application id', ({ bot }) => ({ ...bot, EXO_BOT_AUTH: 'on' }), /Set MicrosoftAppId/],
    ['it has no tenant', ({ bot }) => ({ ...bot, ...on }), /MicrosoftAppTenantId is not set/],
    [
      'it has no secret',
      ({ bot }) => ({ ...bot, ...on, MicrosoftAppTenantId: on.MicrosoftAppId }),
      /no secret to sign in with/,
    ],
    ['its checks are off in production', ({ bot }) => ({ ...bot, NODE_ENV: 'production' }), /anybody could approve/],
    ['its time zone is not one', ({ bot }) => ({ ...bot, EXO_TIME_ZONE: 'Mars' }), /EXO_TIME_ZONE/],
    [
      'it was given the key of jobs',
      ({ bot, jobs }) => ({ ...bot, EXO_ORCHESTRATOR_KEY_FILE: jobs['EXO_ORCHESTRATOR_KEY_FILE'] ?? '' }),
      /EXO_ORCHESTRATOR_KEY_FILE/,
    ],
  ])('%s', async (what, change, says) => {
    const named = what.replace(/^its /, "the bot's ").replace(/^it /, 'the bot ');
    expect(await only(named, checkBot, await change(environments))).toMatch(says);
  });
});

it('docs/broken-set-ups.md has these set-ups and what each says', () => {
  const documented = documentedRows(rows, process.env['EXO_WRITE_TABLES'] === '1');

  expect(rows.length).toBeGreaterThanOrEqual(41);
  expect(documented, 'bring it up to date: run this file with EXO_WRITE_TABLES=1').toEqual(rows);
});
