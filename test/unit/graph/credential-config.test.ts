import { describe, expect, test } from 'vitest';
import { readCredentialConfig } from '../../../src/graph/sign-in/credential-config.ts';
import { ConfigurationError } from '../../../src/process/errors.ts';

const CLIENT = '11111111-2222-4333-8444-555555555555';
const HOME = '99999999-8888-4777-8666-555555555555';
const base = { AZURE_CLIENT_ID: CLIENT, AZURE_TENANT_ID: HOME };

function refusal(env: Record<string, string>): ConfigurationError {
  try {
    readCredentialConfig(env);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

describe('the credential configuration', () => {
  test.each([
    [{ AZURE_CLIENT_CERTIFICATE_PATH: '/run/bot.pem' }, { kind: 'certificate', path: '/run/bot.pem' }],
    [{ AZURE_CLIENT_SECRET: 's3cret' }, { kind: 'secret', secret: 's3cret' }],
    [{ EXO_MANAGED_IDENTITY_CLIENT_ID: CLIENT }, { kind: 'federated', identity: CLIENT }],
    [{ AZURE_FEDERATED_TOKEN_FILE: '/var/run/token' }, { kind: 'workload-identity', tokenFile: '/var/run/token' }],
  ])('takes the proof from %o', (variables, proof) => {
    const config = readCredentialConfig({ ...base, ...variables });

    expect(config).toEqual({ clientId: CLIENT, homeTenantId: HOME, proof });
  });

  test('takes addresses of its own without their closing slash', () => {
    const config = readCredentialConfig({
      ...base,
      AZURE_CLIENT_SECRET: 's',
      AZURE_AUTHORITY_HOST: 'https://localhost:8443/',
      EXO_GRAPH_URL: 'https://localhost:8444/',
    });

    expect(config.authorityHost).toBe('https://localhost:8443');
    expect(config.graphUrl).toBe('https://localhost:8444');
  });

  test("leaves the authority to the tenant's cloud when the platform names a public one", () => {
    const AZURE_AUTHORITY_HOST = 'https://login.microsoftonline.com/';

    const config = readCredentialConfig({ ...base, AZURE_CLIENT_SECRET: 's', AZURE_AUTHORITY_HOST });

    expect(config.authorityHost).toBeUndefined();
  });

  test('names the variables that are missing and what belongs there', () => {
    const error = refusal({ AZURE_CLIENT_SECRET: 's' });

    expect(error.message).toContain('AZURE_CLIENT_ID');
    expect(error.message).toContain("the application (client) id of the bot's application");
    expect(error.message).toContain('AZURE_TENANT_ID');
  });

  test('says which proofs there are when none is set', () => {
    const error = refusal(base);

    expect(error.advice).toContain('AZURE_CLIENT_CERTIFICATE_PATH');
    expect(error.advice).toContain('EXO_MANAGED_IDENTITY_CLIENT_ID');
  });

  test('refuses several proofs by name and shows no secret', () => {
    const error = refusal({ ...base, AZURE_CLIENT_SECRET: 'hunter2', AZURE_CLIENT_CERTIFICATE_PATH: '/run/bot.pem' });

    expect(error.message).toContain('AZURE_CLIENT_CERTIFICATE_PATH, AZURE_CLIENT_SECRET');
    expect(error.message).not.toContain('hunter2');
  });

  test.each(['http://localhost:8443', 'localhost', 'ftp://x'])(
    'refuses %s as address: tokens need https',
    (address) => {
      const error = refusal({ ...base, AZURE_CLIENT_SECRET: 's', EXO_GRAPH_URL: address });

      expect(error.message).toContain('must be an https address');
    },
  );
});
