import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  WorkloadIdentityCredential,
} from '@azure/identity';
import { describe, expect, test } from 'vitest';
import { createClientCertificate } from '../../../demo/standins/certificates.ts';
import { createCredential } from '../../../src/graph/sign-in/credential.ts';
import type { Proof } from '../../../src/graph/sign-in/credential-config.ts';
import { ConfigurationError } from '../../../src/process/errors.ts';

const CLIENT = '11111111-2222-4333-8444-555555555555';
const HOME = '99999999-8888-4777-8666-555555555555';
const config = (proof: Proof) => ({ clientId: CLIENT, homeTenantId: HOME, proof });

function fileWith(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'exo-credential-')), 'bot.pem');
  writeFileSync(path, text);
  return path;
}

const withCertificate = (text: string) => () =>
  createCredential(config({ kind: 'certificate', path: fileWith(text) }), 'global');

describe('the credential', () => {
  const { certificatePem, pem } = createClientCertificate('bot');
  const expired = createClientCertificate('bot', {
    notBefore: new Date('2020-01-01'),
    notAfter: new Date('2021-01-01'),
  });

  test('is made for every kind of proof', () => {
    expect(withCertificate(pem)()).toBeInstanceOf(ClientCertificateCredential);
    expect(createCredential(config({ kind: 'secret', secret: 's' }), 'global')).toBeInstanceOf(ClientSecretCredential);
    expect(createCredential(config({ kind: 'federated', identity: CLIENT }), 'china')).toBeInstanceOf(
      ClientAssertionCredential,
    );
    expect(createCredential(config({ kind: 'workload-identity', tokenFile: '/token' }), 'usgov')).toBeInstanceOf(
      WorkloadIdentityCredential,
    );
  });

  test.each([
    ['a file that holds no certificate', 'hello', 'names no readable PEM certificate'],
    ['a certificate without its key', certificatePem, 'holds no private key'],
    [
      'an encrypted key',
      `${certificatePem}-----BEGIN ENCRYPTED PRIVATE KEY-----\nMA==\n-----END ENCRYPTED PRIVATE KEY-----\n`,
      'holds no private key',
    ],
    ['an expired certificate', expired.pem, 'has expired'],
  ])('refuses %s at once, not at the first token', (_what, text, message) => {
    expect(withCertificate(text)).toThrow(ConfigurationError);
    expect(withCertificate(text)).toThrow(message);
  });

  test('refuses a file that is not there', () => {
    const make = () => createCredential(config({ kind: 'certificate', path: '/does/not/exist.pem' }), 'global');

    expect(make).toThrow('ENOENT');
  });
});
