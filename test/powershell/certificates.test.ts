import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Case, runCases } from '../support/module-cases.ts';
import { MODULE_FOLDER, PWSH, PWSH_SKIP } from '../support/pwsh.ts';

const A = 'A'.repeat(40);
const B = 'B'.repeat(40);
const C = 'C'.repeat(40);
const NEW =
  'new CN=x x.example Cert:\\LocalMachine\\My Microsoft Strong Cryptographic Provider KeyExchange RSA 2048 SHA256 Exportable 365';

const OPENED = 'open te-x as type 24';
const CHALLENGE = 'exo-possession\ncontoso-1\ncreate-certificate\n1\ntenant';

describe.skipIf(!PWSH)(`certificates of the module${PWSH_SKIP}`, () => {
  let run: (name: string) => Case;
  beforeAll(async () => {
    run = await runCases('certificate-cases');
  });

  it('finds the certificate by its mark and says when it is in the desired state', () => {
    expect(run('test: there').output).toMatchObject({ InDesiredState: true, Reasons: [] });
  });

  it.each([
    ['test: none', /^No certificate with a private key is called 'tag'/],
    ['test: of another tenant', /^No certificate/],
    ['test: ends soon', /expires on \d{4}-\d\d-\d\d\.$/],
    ['test: cng', /is in no CSP/],
  ])('gives the reason for "%s"', (name, reason) => {
    expect(run(name).output).toMatchObject({ InDesiredState: false, Reasons: [expect.stringMatching(reason)] });
  });

  it('uses a good certificate again and makes none', () => {
    expect(run('set: there')).toMatchObject({ output: { thumbprint: A, created: false }, calls: [OPENED] });
  });

  it.each(['set: there', 'set: provider that signs'])('proves that the key is here with SHA-256: %s', (name) => {
    const { output, calls } = run(name);
    const { n, e } = run('public key').output as { n: string; e: string };
    const url = (text: string) => Buffer.from(text, 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'RSA', n: url(n), e: url(e) }, format: 'jwk' });

    const { possession } = output as { possession: string };
    expect(verify('sha256', Buffer.from(CHALLENGE), key, Buffer.from(possession, 'base64'))).toBe(true);
    expect(output).toMatchObject({ keyBits: 2048, signatureAlgorithm: 'sha256RSA' });
    // The guide's provider cannot sign so by itself: its container is opened by the one that can.
    expect(calls).toEqual(name === 'set: there' ? [OPENED] : []);
  });

  it('signs nothing that does not say what it is for', () => {
    expect(run('set: other challenge')).toMatchObject({ ok: false, code: 'input-invalid' });
  });

  it('makes another one when the certificate is longer than the tenant takes, unless the tenant took it', () => {
    expect(run('test: too long').output).toMatchObject({
      InDesiredState: false,
      Reasons: [`Certificate ${A} is valid for 301 days, and 180 are allowed.`],
    });
    expect(run('set: too long')).toMatchObject({ output: { thumbprint: B, created: true } });
    expect(run('test: long, but attached').output).toMatchObject({ InDesiredState: true });
  });

  it('tells a lost key, a denied one and one in CNG apart by their codes, and removes nothing that it did not make', () => {
    expect(run('test: key lost').output).toMatchObject({
      Reasons: [`Windows does not find the key of certificate ${A}.`],
    });
    expect(run('set: key lost')).toMatchObject({ output: { thumbprint: B }, calls: [NEW, OPENED] });
    for (const name of ['test: key denied', 'set: key denied']) {
      expect(run(name)).toMatchObject({ ok: false, code: 'private-key-denied', calls: [] });
    }
    expect(run('set: key not understood')).toMatchObject({ ok: false, calls: [] });
    expect(run('set: made, then denied')).toMatchObject({ ok: false, code: 'private-key-denied', calls: [NEW] });
    expect(run('import: cng there')).toMatchObject({ ok: false, code: 'provider-not-csp', calls: [] });
    expect(run('import: denied')).toMatchObject({ ok: false, code: 'private-key-denied', calls: [] });
    expect(run('import: key lost').calls).toEqual([`remove ${A} without a key`, `import ${A}`]);
  });

  it('opens keys by a method: PowerShell hides what a property throws', () => {
    const file = join(MODULE_FOLDER, 'Private', 'Certificate', 'Open-ExoKey.ps1');

    expect(readFileSync(file, 'utf8')).toContain('$Certificate.get_PrivateKey()');
  });

  it.each(['set: none', 'set: ends soon'])('makes an exportable CSP key of exactly the days asked for: %s', (name) => {
    expect(run(name)).toMatchObject({
      output: { thumbprint: B, created: true, certificate: 'AQID' },
      calls: [NEW, OPENED],
    });
  });

  it('takes a certificate out again whose key landed in CNG', () => {
    expect(run('set: windows chose cng')).toMatchObject({ code: 'provider-not-csp', calls: [NEW, `remove ${B}`] });
  });

  it('makes a new certificate beside the one that is to be replaced, and one only', () => {
    expect(run('test: to be replaced').output).toMatchObject({ Reasons: [`Certificate ${A} is to be replaced.`] });
    expect(run('set: to be replaced')).toMatchObject({
      output: { thumbprint: B, created: true },
      calls: [NEW, OPENED],
    });
    expect(run('set: replaced before')).toMatchObject({ output: { thumbprint: B, created: false }, calls: [OPENED] });
  });

  it('erases the certificates that are named, with their keys, and no others', () => {
    expect(run('erase')).toMatchObject({ output: { erased: [A], missing: [C] }, calls: [`remove ${A}`] });
    expect(run('erase: gone')).toMatchObject({ output: { erased: [], missing: [A, C] }, calls: [] });
    expect(run('erase: nothing')).toMatchObject({ output: { erased: [], missing: [] }, calls: [] });
    for (const name of ['erase: key lost', 'erase: entry without a key']) {
      expect(run(name)).toMatchObject({ output: { erased: [A] }, calls: [`remove ${A} without a key`] });
    }
  });

  it.each([
    ['erase: without mark', 'certificate-not-ours', 0],
    ['erase: one of them without mark', 'certificate-not-ours', 0],
    ['erase: key denied', 'private-key-denied', 0],
    ['erase: stays', 'certificate-not-erased', 1],
  ])('does not call erased what is not: %s', (name, code, calls) => {
    expect(run(name)).toMatchObject({ ok: false, code });
    expect(run(name).calls).toHaveLength(calls);
  });

  it('erases nothing where nobody says by which mark to know it', () => {
    expect(run('erase: no mark given')).toMatchObject({ ok: false, calls: [] });
  });

  it('exports PFX and password beside the output, the password fresh', () => {
    const { output } = run('export');

    const { Output, SecretJson } = output as { Output: unknown; SecretJson: string };
    const secret = JSON.parse(`{${SecretJson}}`) as { pfx: string; password: string };
    expect(Output).toEqual({ thumbprint: A });
    expect(Buffer.from(secret.password, 'base64')).toHaveLength(32);
    expect(Buffer.from(secret.pfx, 'base64').toString()).toBe(`Pfx ${secret.password}`);
  });

  it.each([
    ['export: not there', 'certificate-missing'],
    ['export: expired', 'certificate-expired'],
    ['export: not exportable', 'private-key-not-exportable'],
  ])('refuses %s', (name, code) => {
    expect(run(name)).toMatchObject({ ok: false, code });
  });

  it('says why a certificate of another server is not in the desired state', () => {
    expect(run('import test: there').output).toMatchObject({ InDesiredState: true });
    expect(run('import test: none').output).toMatchObject({ InDesiredState: false });
    expect(run('import test: no key').output).toMatchObject({ Reasons: [expect.stringContaining('no private key')] });
  });

  it('imports what is missing, and only that', () => {
    expect(run('import: there')).toMatchObject({ output: { imported: false }, calls: [] });
    expect(run('import: without mark')).toMatchObject({ output: { imported: false }, calls: [] });
    expect(run('import: none')).toMatchObject({ output: { thumbprint: A, imported: true }, calls: [`import ${A}`] });
  });

  it('replaces a certificate that has no key', () => {
    expect(run('import: no key')).toMatchObject({ ok: true, calls: [`remove ${A} without a key`, `import ${A}`] });
  });

  it('takes an imported certificate out again whose key landed in CNG', () => {
    expect(run('import: lands in cng')).toMatchObject({
      code: 'provider-not-csp',
      calls: [`import ${A}`, `remove ${A}`],
    });
  });

  it('warns of another CSP than asked for', () => {
    expect(run('import: other csp').warnings).toEqual([expect.stringContaining("not in 'another CSP'")]);
  });

  it('says what is missing when nothing was sent', () => {
    expect(run('import: no secret')).toMatchObject({ ok: false, code: 'certificate-missing', calls: [] });
  });

  it('reads its secret without a command that could be logged', () => {
    expect(run('secret').output).toBe('cGFzcw==');
    expect(run('secret: incomplete')).toMatchObject({ code: 'secret-missing' });
  });
});
