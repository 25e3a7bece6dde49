import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
