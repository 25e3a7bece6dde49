import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSigningKey } from '../../../src/contracts/signing.ts';
import { runToEnd } from '../../support/start-product.ts';

const EX_CONFIG = 78;
let folder: string;
let good: Record<string, string>;

const CONFIG = `
organisation: { name: Fabrikam, tenantId: 7f2d1c3a-1111-4a5b-9c6d-0123456789ab }
deploymentKey: fabrikam
serverGroups:
  emea: { servers: [{ name: mid1, primary: true, elevated: mid1-elevated, connect: mid1-connect, serviceAccount: LocalSystem }] }
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exo-start-'));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  good = {
    REDIS_URL: 'redis://127.0.0.1:1',
    EXO_CONFIG: file('good.yaml', CONFIG),
    EXO_SIGNING_KEY_FILE: file('key.json', JSON.stringify(await createSigningKey())),
    AZURE_CLIENT_ID: 'b00757a9-0000-4000-8000-000000000001',
    AZURE_TENANT_ID: '7f2d1c3a-1111-4a5b-9c6d-0123456789ab',
    AZURE_CLIENT_SECRET: 'a-secret-that-must-not-be-shown',
  };
  file('two-primaries.yaml', CONFIG.replace('primary: true', 'primary: false'));
  file('typo.yaml', CONFIG.replace('deploymentKey', 'deploymentkey'));
  file('broken.yaml', 'a: [1, 2');
  file('no-key.json', '{"kty":"OKP"}');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function without(...names: string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(good).filter(([name]) => !names.includes(name)));
}

describe('jobs is refused at start, with the sentence that fixes it, when', () => {
  it.each([
    ['Redis is not named', () => without('REDIS_URL'), /Set REDIS_URL/],
    [
      'Redis is named wrongly',
      () => ({ ...good, REDIS_URL: 'localhost:6379' }),
      /must begin with redis:\/\/ or rediss:\/\//,
    ],
    ['no configuration is named', () => without('EXO_CONFIG'), /Set EXO_CONFIG/],
    [
      'the configuration is missing',
      () => ({ ...good, EXO_CONFIG: join(folder, 'none.yaml') }),
      /none\.yaml cannot be read/,
    ],
    [
      'the configuration is no YAML',
      () => ({ ...good, EXO_CONFIG: join(folder, 'broken.yaml') }),
      /broken\.yaml cannot be read/,
    ],
    ['a setting is misspelt', () => ({ ...good, EXO_CONFIG: join(folder, 'typo.yaml') }), /deploymentkey/],
    [
      'no server is primary',
      () => ({ ...good, EXO_CONFIG: join(folder, 'two-primaries.yaml') }),
      /"primary: true" on exactly one/,
    ],
    ['the signing key is not named', () => without('EXO_SIGNING_KEY_FILE'), /EXO_SIGNING_KEY_FILE/],
    ['the signing key is no key', () => ({ ...good, EXO_SIGNING_KEY_FILE: join(folder, 'no-key.json') }), /make-key/],
    [
      'no secret proves the application',
      () => without('AZURE_CLIENT_SECRET'),
      /Set one of AZURE_CLIENT_CERTIFICATE_PATH/,
    ],
    ['the application id is no id', () => ({ ...good, AZURE_CLIENT_ID: 'exo' }), /AZURE_CLIENT_ID/],
  ])('%s', async (_what, env, sentence) => {
    const ended = await runToEnd('src/jobs/main.ts', env());

    expect(ended.code).toBe(EX_CONFIG);
    expect(ended.err).toMatch(sentence);
    expect(ended.err).not.toMatch(/\n\s+at /);
    expect(ended.err).not.toContain(good['AZURE_CLIENT_SECRET']);
  });
});

describe('a runner is refused at start, with the sentence that fixes it, when', () => {
  it.each([
    ['its folder is not named', () => ({ REDIS_URL: 'redis://127.0.0.1:1' }), /Set EXO_RUNNER_HOME/],
    [
      'its folder is empty',
      () => ({ REDIS_URL: 'redis://127.0.0.1:1', EXO_RUNNER_HOME: folder }),
      /runner\.json cannot be read/,
    ],
  ])('%s', async (_what, env, sentence) => {
    const ended = await runToEnd('src/runners/main.ts', env());

    expect(ended.code).toBe(EX_CONFIG);
    expect(ended.err).toMatch(sentence);
  });
});
