import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadBotConfig } from '../../../src/bot/config.ts';
import { createSealKey } from '../../../src/contracts/trust/seal-key.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { ConfigurationError } from '../../../src/process/errors.ts';
import { HOME_TENANT } from '../../support/bot-config.ts';

const APP_ID = 'b1c2d3e4-2222-4b5c-8d7e-0123456789ab';
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'exo-bot-config-'));
  writeFileSync(join(folder, 'persons.yaml'), yaml('person: 0d9a1b2c-0000-4000-8000-000000000001'));
  writeFileSync(join(folder, 'groups.yaml'), yaml('group: 0d9a1b2c-0000-4000-8000-0000000000aa'));
  writeFileSync(
    join(folder, 'plain-pages.yaml'),
    `${yaml('person: 0d9a1b2c-0000-4000-8000-000000000001')}publicUrl: http://127.0.0.1:3978\n`,
  );
  const botKey = await createSigningKey();
  writeFileSync(join(folder, 'bot-key.json'), JSON.stringify(botKey));
  writeFileSync(join(folder, 'bot-key.pub.json'), JSON.stringify(publicSigningKey(botKey)));
  writeFileSync(join(folder, 'orchestrator.pub.json'), JSON.stringify(publicSigningKey(await createSigningKey())));
  writeFileSync(join(folder, 'seal-key.json'), JSON.stringify(await createSealKey()));
  writeFileSync(join(folder, 'no-key.pem'), '-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function yaml(holder: string): string {
  return `
organisation: { name: Fabrikam, tenantId: ${HOME_TENANT} }
deploymentKey: fabrikam
roles: { approver: [{ ${holder}, name: Approver }] }
serverGroups:
  emea: { servers: [{ name: mid1, primary: true, elevated: a, connect: b, serviceAccount: LocalSystem }] }
`;
}

function load(env: Record<string, string> = {}, file = 'persons.yaml') {
  return loadBotConfig(
    {
      REDIS_URL: 'redis://127.0.0.1',
      EXO_CONFIG: join(folder, file),
      EXO_BOT_KEY_FILE: join(folder, 'bot-key.json'),
      EXO_ORCHESTRATOR_PUBLIC_KEY_FILE: join(folder, 'orchestrator.pub.json'),
      EXO_SEAL_KEY_FILE: join(folder, 'seal-key.json'),
      ...env,
    },
    Date.now(),
  );
}

const AS_APP = { MicrosoftAppId: APP_ID, MicrosoftAppTenantId: HOME_TENANT, MicrosoftAppPassword: 'secret' };

describe('the bot refuses keys that it must not hold', () => {
  test.each<[string, Record<string, string>, string]>([
    ['the private key of the orchestrator', { EXO_ORCHESTRATOR_KEY_FILE: 'bot-key.json' }, 'must not hold that key'],
    ['the one key of the first release', { EXO_SIGNING_KEY_FILE: 'bot-key.json' }, 'each role has a key of its own'],
    [
      'a private key in place of a public one',
      { EXO_ORCHESTRATOR_PUBLIC_KEY_FILE: 'bot-key.json' },
      'does not hold the key',
    ],
    [
      'its own key as that of the orchestrator',
      { EXO_ORCHESTRATOR_PUBLIC_KEY_FILE: 'bot-key.pub.json' },
      'could sign jobs',
    ],
  ])('%s', (_what, files, message) => {
    const env = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(folder, file)]));

    expect(() => load({ ...AS_APP, ...env })).toThrow(message);
  });
});

describe('the bot starts', () => {
  test('as an app of one tenant with a password, on port 3978', () => {
    expect(load(AS_APP)).toMatchObject({ port: 3978, identity: { auth: 'on', appId: APP_ID, type: 'SingleTenant' } });
  });

  test('without any token check when that is asked for', () => {
    expect(load({ EXO_BOT_AUTH: 'off' }).identity).toEqual({ auth: 'off' });
  });

  test('with pages of this machine for development alone', () => {
    expect(load({ EXO_BOT_AUTH: 'off' }, 'plain-pages.yaml').exo.publicUrl).toBe('http://127.0.0.1:3978');
    expect(() => load(AS_APP, 'plain-pages.yaml')).toThrow(/customers would be sent to a page of their own machine/);
  });

  test('without access to Microsoft Graph when roles name persons only', () => {
    expect(load(AS_APP).credential).toBeUndefined();
  });

  test('with the address of a national cloud left to the tenant', () => {
    expect(
      load({ ...AS_APP, AZURE_AUTHORITY_HOST: 'https://login.microsoftonline.com/' }).authorityHost,
    ).toBeUndefined();
    expect(load({ ...AS_APP, AZURE_AUTHORITY_HOST: 'https://localhost:8443' }).authorityHost).toBe(
      'https://localhost:8443',
    );
  });
});

describe('the bot refuses to start', () => {
  test.each([
    ['without an app id', {}, 'MicrosoftAppId is not set', 'EXO_BOT_AUTH=off'],
    ['with a blank app id', { ...AS_APP, MicrosoftAppId: '' }, 'MicrosoftAppId is not set', 'Azure Bot'],
    ['with an app id that is none', { ...AS_APP, MicrosoftAppId: 'exo' }, 'a GUID', 'Set these variables'],
    [
      'without token checks in production',
      { EXO_BOT_AUTH: 'off', NODE_ENV: 'production' },
      'anybody could approve',
      'Remove',
    ],
    ['with a misspelt switch', { ...AS_APP, EXO_BOT_AUTH: 'no' }, '"off" for development', 'Set these variables'],
    [
      'without a tenant',
      { ...AS_APP, MicrosoftAppTenantId: '' },
      'MicrosoftAppTenantId is not set',
      'id of the tenant',
    ],
    ['without a secret', { ...AS_APP, MicrosoftAppPassword: '' }, 'no secret to sign in with', 'exactly one'],
    [
      'with a managed identity and a password',
      { ...AS_APP, MicrosoftAppType: 'UserAssignedMsi' },
      'takes neither',
      'Remove them',
    ],
    ['with a port that is none', { ...AS_APP, PORT: '99999' }, 'PORT', 'Set these variables'],
    ['with a time zone that is none', { ...AS_APP, EXO_TIME_ZONE: 'Berlin' }, 'Europe/Berlin', 'Set these variables'],
  ])('%s', (_how, env, message, advice) => {
    const error = errorOf(() => load(env));

    expect(error.message).toContain(message);
    expect(error.advice).toContain(advice);
  });

  test('with a certificate file that holds no key', () => {
    const env = { ...AS_APP, MicrosoftAppPassword: '', MicrosoftAppCertificatePath: join(folder, 'no-key.pem') };

    expect(errorOf(() => load(env)).message).toContain('does not hold a certificate and its private key');
  });

  test('with a password and a certificate, without showing the password', () => {
    const error = errorOf(() => load({ ...AS_APP, MicrosoftAppCertificatePath: '/nowhere' }));

    expect(error.message).toContain('both set');
    expect(error.message + error.advice).not.toContain('secret');
  });

  test('when groups hold roles and nothing is set to read them with', () => {
    const error = errorOf(() => load(AS_APP, 'groups.yaml'));

    expect(error.message).toContain('Roles are held by groups');
    expect(error.advice).toContain('name persons instead');
  });
});

function errorOf(act: () => unknown): ConfigurationError {
  try {
    act();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
