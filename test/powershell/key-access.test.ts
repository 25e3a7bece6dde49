import { beforeAll, describe, expect, it } from 'vitest';
import { type Case, runCases } from '../support/module-cases.ts';
import { PWSH, PWSH_SKIP } from '../support/pwsh.ts';

describe.skipIf(!PWSH)(`key access of the module${PWSH_SKIP}`, () => {
  let run: (name: string) => Case;
  beforeAll(async () => {
    run = await runCases('key-access-cases');
  });

  it('says whether the account may read the key', () => {
    expect(run('test: right').output).toMatchObject({ InDesiredState: true });
    expect(run('test: no right').output).toMatchObject({ Reasons: ['CORP\\svc-mid may not read the private key.'] });
    expect(run('test: denied').output).toMatchObject({ Reasons: ['A rule denies CORP\\svc-mid the private key.'] });
  });

  it('grants Read to the SID and reports everybody who can use the key', () => {
    expect(run('set: no right')).toMatchObject({
      output: {
        account: 'CORP\\svc-mid',
        sid: 'S-1-5-21-1',
        changed: true,
        access: [
          { identity: 'name of S-1-5-18', rights: 'FullControl' },
          { identity: 'name of S-1-5-21-1', rights: 'Read, Synchronize' },
        ],
      },
      calls: ['grant S-1-5-21-1'],
    });
  });

  it.each(['set: right', 'set: LocalSystem'])('changes nothing for who may read it already: %s', (name) => {
    expect(run(name)).toMatchObject({ output: { changed: false }, calls: [] });
  });

  it.each(['set: denied', 'set: does not stick'])('reads back and does not believe: %s', (name) => {
    expect(run(name)).toMatchObject({ ok: false, code: 'key-access-not-effective' });
  });

  it.each([
    ['set: unknown account', 'account-unknown'],
    ['set: no certificate', 'certificate-missing'],
    ['set: no key file', 'key-file-missing'],
    ['set: cng', 'provider-not-csp'],
    ['own store: of somebody else', 'wrong-account'],
  ])('refuses %s', (name, code) => {
    expect(run(name)).toMatchObject({ ok: false, code, calls: [] });
  });

  it("needs no grant in the account's own store", () => {
    expect(run('own store')).toMatchObject({ output: { changed: false, sid: 'S-1-5-21-1' }, calls: [] });
  });

  it('knows every form in which Windows names a service account', () => {
    expect(run('accounts').output).toBe('S-1-5-18 S-1-5-20 S-1-5-19 S-1-5-21-9 S-1-5-80-1 S-1-5-21-3 S-1-5-21-4');
  });

  it('tells access masks that contain Read, generic rights included', () => {
    expect(run('masks').output).toBe('True True True True True False False');
  });

  it('reports the module, and of the certificates with our mark and a key who may read it', () => {
    const held = { thumbprint: 'A'.repeat(40), key: 'ok' };
    const system = { sid: 'S-1-5-18', identity: 'name of S-1-5-18' };

    expect(run('report').output).toEqual({
      exchangeModuleVersion: '3.10.1',
      certificates: [{ ...held, readers: [system, { sid: 'S-1-5-21-1', identity: 'name of S-1-5-21-1' }] }],
    });
    expect(run('report: denied').output).toMatchObject({ certificates: [{ ...held, readers: [system] }] });
    expect(run('report: own store').output).toMatchObject({ certificates: [{ ...held, readers: null }] });
    expect(run('report: nothing').output).toEqual({ exchangeModuleVersion: null, certificates: [] });
  });

  it('reports a key that is gone as missing, and one that it cannot open as not known', () => {
    expect(run('report: no key file').output).toMatchObject({ certificates: [{ key: 'missing', readers: null }] });
    expect(run('report: locked key').output).toMatchObject({ certificates: [{ key: 'unknown', readers: null }] });
  });
});
