import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSealKey } from '../../../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { loadJobsConfig } from '../../../src/jobs/config.ts';
import { ConfigurationError } from '../../../src/process/errors.ts';
import { loadRunnerConfig } from '../../../src/runners/config.ts';
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
  const orchestrator = await createSigningKey();
  folder = mkdtempSync(join(tmpdir(), 'exo-start-'));
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  good = {
    REDIS_URL: 'redis://127.0.0.1:1',
    EXO_CONFIG: file('good.yaml', CONFIG),
    EXO_ORCHESTRATOR_KEY_FILE: file('key.json', JSON.stringify(orchestrator)),
    EXO_BOT_PUBLIC_KEY_FILE: file('bot.pub.json', JSON.stringify(publicSigningKey(await createSigningKey()))),
    EXO_SEAL_KEY_FILE: file('seal.json', JSON.stringify(await createSealKey())),
    EXO_AUDIT_FILE: join(folder, 'audit.jsonl'),
    AZURE_CLIENT_ID: 'b00757a9-0000-4000-8000-000000000001',
    AZURE_TENANT_ID: '7f2d1c3a-1111-4a5b-9c6d-0123456789ab',
    AZURE_CLIENT_SECRET: 'a-secret-that-must-not-be-shown',
  };
  file('key.pub.json', JSON.stringify(publicSigningKey(orchestrator)));
  file('two-primaries.yaml', CONFIG.replace('primary: true', 'primary: false'));
  file('typo.yaml', CONFIG.replace('deploymentKey', 'deploymentkey'));
  file('broken.yaml', 'a: [1, 2');
  file('no-key.json', '{"kty":"OKP"}');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

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
    [
      'no audit log is named',
      () => without('EXO_AUDIT_FILE'),
      /set it to the file of the audit log.*\n.*EXO_AUDIT_FILE/,
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
    ['the orchestrator key is not named', () => without('EXO_ORCHESTRATOR_KEY_FILE'), /make-key -- orchestrator/],
    ['the seal key is not named', () => without('EXO_SEAL_KEY_FILE'), /make-key -- seal/],
    ["the bot's public key is not named", () => without('EXO_BOT_PUBLIC_KEY_FILE'), /pub\.json/],
    ['the seal key is no key', () => ({ ...good, EXO_SEAL_KEY_FILE: join(folder, 'no-key.json') }), /make-key/],
    [
      "the bot's public key file holds a private key",
      () => ({ ...good, EXO_BOT_PUBLIC_KEY_FILE: join(folder, 'key.json') }),
      /does not hold the key/,
    ],
    [
      'it is given the private key of the bot',
      () => ({ ...good, EXO_BOT_KEY_FILE: join(folder, 'key.json') }),
      /must not hold that key/,
    ],
    [
      'one key stands for bot and orchestrator',
      () => ({ ...good, EXO_BOT_PUBLIC_KEY_FILE: join(folder, 'key.pub.json') }),
      /make-key -- bot/,
    ],
    [
      'the one key of the first release is still set',
      () => ({ ...good, EXO_SIGNING_KEY_FILE: join(folder, 'key.json') }),
      /EXO_SEAL_KEY_FILE_PREVIOUS.*Upgrade from one signing key/,
    ],
    [
      'a previous key has no date',
      () => ({ ...good, EXO_SEAL_KEY_FILE_PREVIOUS: join(folder, 'key.json') }),
      /Set EXO_PREVIOUS_KEYS_UNTIL/,
    ],
    [
      'a previous key would be believed for a year',
      () => ({ ...good, EXO_SEAL_KEY_FILE_PREVIOUS: join(folder, 'key.json'), EXO_PREVIOUS_KEYS_UNTIL: inDays(366) }),
      /at most 90 days/,
    ],
    [
      'the previous key is the present one',
      () => ({ ...good, EXO_SEAL_KEY_FILE_PREVIOUS: join(folder, 'seal.json'), EXO_PREVIOUS_KEYS_UNTIL: inDays(9) }),
      /hold the same key/,
    ],
    [
      'no secret proves the application',
      () => without('AZURE_CLIENT_SECRET'),
      /Set one of AZURE_CLIENT_CERTIFICATE_PATH/,
    ],
    ['the application id is no id', () => ({ ...good, AZURE_CLIENT_ID: 'exo' }), /AZURE_CLIENT_ID/],
  ])('%s', (_what, env, sentence) => {
    const said = refusal(() => loadJobsConfig(env(), Date.now()));

    expect(said).toMatch(sentence);
    expect(said).not.toContain(good['AZURE_CLIENT_SECRET']);
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
  ])('%s', (_what, env, sentence) => {
    expect(refusal(() => loadRunnerConfig(env()))).toMatch(sentence);
  });
});

// The processes themselves, one refusal each: every other one takes the same way out.
describe('what a refused process leaves behind', () => {
  it.each([
    ['jobs', 'src/jobs/main.ts', () => without('EXO_SEAL_KEY_FILE'), /make-key -- seal/],
    ['a runner', 'src/runners/main.ts', () => ({ ...good, EXO_RUNNER_HOME: folder }), /runner\.json cannot be read/],
  ])('%s: the exit code for a wrong configuration and that sentence alone', async (_what, main, env, sentence) => {
    const ended = await runToEnd(main, env());

    expect(ended.code).toBe(EX_CONFIG);
    expect(ended.err).toMatch(/^exo cannot start: /);
    expect(ended.err).toMatch(sentence);
    expect(ended.err).not.toMatch(/\n\s+at /);
    expect(ended.err).not.toContain(good['AZURE_CLIENT_SECRET']);
  });
});

/** What a process that cannot start with this says: the fault and the advice. */
function refusal(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigurationError) return `${error.message}\n${error.advice}`;
    throw error;
  }
  throw new Error('This configuration was taken.');
}
