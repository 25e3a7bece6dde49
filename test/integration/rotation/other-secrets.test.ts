import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { createAdapter } from '../../../src/bot/teams/server/adapter.ts';
import { createOwnToken } from '../../../src/bot/teams/server/own-token.ts';
import type { Condition } from '../../../src/process/readiness/condition.ts';
import { startBotSignIn } from '../../support/bot-sign-in.ts';
import { carryOut, documentedLines } from '../../support/documented-commands.ts';
import { startOwnRedis } from '../../support/own-redis.ts';

const resources = new AsyncDisposableStack();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'exo-other-secrets-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
});
afterAll(() => resources.disposeAsync());

describe('as docs/go-live.md says', () => {
  it('the certificate of the bot is changed without a moment in which Entra gives it no token', async () => {
    const before = createClientCertificate('exo');
    const entra = resources.use(await startBotSignIn([before.certificatePem]));
    const uploaded = () => readFileSync(join(folder, 'bot.crt'), 'utf8');
    let pem = before.pem;

    expect(await tokenWith(pem)).toMatchObject({ state: 'ok' });
    for (const line of documentedLines('go-live.md', 'change the certificate of the application')) {
      if (line.startsWith('# upload')) entra.know([before.certificatePem, uploaded()]);
      else if (line.startsWith('# give')) pem = readFileSync(join(folder, 'bot-certificate.pem'), 'utf8');
      else if (line.startsWith('# delete')) entra.know([uploaded()]);
      else await carryOut(line.replaceAll('graph', 'bot'), { SECRETS: folder });
      expect(await tokenWith(pem), line).toMatchObject({ state: 'ok' });
    }

    expect(await tokenWith(before.pem)).toMatchObject({
      state: 'stops',
      advice: expect.stringContaining('The application does not know the certificate'),
    });
    expect(new X509Certificate(pem).fingerprint).not.toBe(new X509Certificate(before.pem).fingerprint);
  });

  it("the password of Redis' administrator is changed with its own file, and the old one counts no more", async () => {
    const redis = resources.use(await startOwnRedis());
    const [file, old] = [join(folder, 'redis-url-admin'), redis.url.replace(/\/\/:[^@]*@/, '//admin:old@')];
    writeFileSync(file, old);
    const owner = new Redis(redis.url);
    await owner.call('ACL', 'SETUSER', 'admin', 'on', '>old', '~*', '&*', '+@all');
    owner.disconnect();

    for (const line of documentedLines('go-live.md', 'change a Redis password')) {
      if (line.startsWith('# give')) expect(await canSignIn(old), 'the old one counts until the last line').toBe(true);
      else await carryOut(line, { USER: 'admin', FILE: file, REDIS_URL_FILE: file });
    }

    expect(await canSignIn(old)).toBe(false);
    expect(await canSignIn(readFileSync(file, 'utf8').trim())).toBe(true);
  });
});

async function tokenWith(certificate: string): Promise<Condition | undefined> {
  const [appId, tenantId] = ['b1c2d3e4-2222-4b5c-8d7e-0123456789ab', '7f2d1c3a-1111-4a5b-9c6d-0123456789ab'];
  const identity = { auth: 'on', type: 'SingleTenant', appId, tenantId, certificate } as const;
  return createOwnToken(createAdapter(identity), identity)?.(AbortSignal.timeout(10_000));
}

async function canSignIn(url: string): Promise<boolean> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, disableClientInfo: true });
  redis.on('error', () => redis.status);
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    // WRONGPASS is what this asks about.
    return false;
  } finally {
    redis.disconnect();
  }
}
