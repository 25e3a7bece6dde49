import { beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../src/contracts/steps/index.ts';
import { type Case, runCases } from '../support/module-cases.ts';
import { PWSH, PWSH_SKIP } from '../support/pwsh.ts';

describe.skipIf(!PWSH)(`server check of the module${PWSH_SKIP}`, () => {
  let run: (name: string) => Case;
  beforeAll(async () => {
    run = await runCases('server-cases');
  });

  /** What is not in order, e.g. `dotnet: blocks`. */
  function troubles(name: string): string[] {
    const { findings } = STEPS['check-server'].output.parse(run(name).output);
    for (const { level, advice } of findings) expect(advice === '').toBe(level === 'ok');
    return findings.filter(({ level }) => level !== 'ok').map(({ code, level }) => `${code}: ${level}`);
  }

  it('finds a good server in order, with the certificates that have a key', () => {
    const output = STEPS['check-server'].output.parse(run('good').output);

    expect(troubles('good')).toEqual([]);
    expect(output).toMatchObject({
      computerName: 'MID1',
      powerShellVersion: '5.1.20348.1',
      exchangeModuleVersion: '3.10.1',
      midServices: [{ name: 'snc_mid', account: 'CORP\\svc-mid' }],
      certificates: ['A'.repeat(40)],
    });
  });

  it.each([
    ['32 bit', 'powershell-bitness: blocks'],
    ['not elevated', 'elevation: blocks'],
    ['old .NET', 'dotnet: blocks'],
    ['constrained', 'language-mode: blocks'],
    ['policy', 'execution-policy: blocks'],
    ['gmsa profile, old definition', 'temp-path: blocks'],
    ['own module, ancient', 'module-of-one-user: blocks'],
    ['own module, old', 'module-of-one-user: warning'],
    ['signed scripts only', 'execution-policy: warning'],
    ['no module', 'module-missing: blocks'],
    ['module too old', 'module-too-old: blocks'],
    ['module of one user', 'module-of-one-user: blocks'],
    ['no PowerShellGet', 'powershellget: blocks'],
    ['clock wrong', 'clock: blocks'],
    ['powershell 7', 'powershell-version: blocks'],
    ['old tls', 'tls: warning'],
    ['temp', 'temp-path: warning'],
    ['module old', 'exchange-module: warning'],
    ['preview', 'powershellget: warning'],
    ['no service', 'mid-service: warning'],
    ['LocalSystem', 'mid-service: warning'],
    ['unreachable', 'endpoint: warning'],
    ['clock unknown', 'clock: warning'],
    ['clock off', 'clock: warning'],
  ])('tells "%s" as %s, and only that', (name, trouble) => {
    expect(troubles(name)).toEqual([trouble]);
  });

  it('asks for no elevation where certificates lie in the store of the account', () => {
    expect(troubles('own store')).toEqual([]);
  });

  it.each([
    ['the profile of a gMSA: its runner has a folder of its own', 'gmsa profile'],
    ['a runner without such a folder where the profile has no $', 'old definition'],
    ['a runner of another account', 'runner of another account'],
    ['a good module that the account of the MID service has for itself', 'own module, good'],
  ])('has nothing against %s', (_what, name) => {
    expect(troubles(name)).toEqual([]);
  });

  it('finds the folder of a runner in the definition beside its service, and the newest module of a profile', () => {
    const runner = { name: 'exo-runner-mid1-connect', account: 'CORP\\mid$', temp: 'C:\\temp' };
    expect(run('look: quoted').output).toEqual(runner);
    expect(run('look: arguments').output).toEqual(runner);
    expect(run('look: no definition').output).toEqual({ ...runner, temp: '' });
    expect(run('look: own module').output).toBe('3.10.1');
    expect(run('look: no own module').output).toBeNull();
  });

  it('says to sign the scripts before it says to weaken a policy', () => {
    const { findings } = STEPS['check-server'].output.parse(run('policy').output);

    const advice = findings.find(({ code }) => code === 'execution-policy')?.advice ?? '';
    expect(advice.indexOf('--sign')).toBeGreaterThan(0);
    expect(advice.indexOf('--sign')).toBeLessThan(advice.indexOf('RemoteSigned'));
  });

  it('has no version where the module is missing', () => {
    expect(run('no module').output).toMatchObject({ exchangeModuleVersion: null });
  });
});
