import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { matchText } from '../../src/runners/powershell/failures/to-step-failure.ts';
import { type Case, runCases } from '../support/module-cases.ts';
import { MODULE_FOLDER, PWSH, PWSH_SKIP } from '../support/pwsh.ts';

const CONNECT = `connect app ${'A'.repeat(40)} contoso.onmicrosoft.com   search=False`;
const NEW = 'new-service-principal app object name';

describe.skipIf(!PWSH)(`Exchange part of the module${PWSH_SKIP}`, () => {
  let run: (name: string) => Case;
  beforeAll(async () => {
    run = await runCases('exchange-cases');
  });

  it('compares the list, where an older property name counts too', () => {
    expect(run('test: there')).toMatchObject({ output: { InDesiredState: true }, calls: [CONNECT, 'disconnect'] });
    expect(run('test: none').output).toMatchObject({
      InDesiredState: false,
      Reasons: ['Exchange has no service principal of application app.'],
    });
  });

  it('makes the service principal only when it is missing', () => {
    expect(run('set: there')).toMatchObject({
      output: { objectId: 'object', displayName: 'as it is', created: false },
      calls: [CONNECT, 'disconnect'],
    });
    expect(run('set: none')).toMatchObject({
      output: { objectId: 'object', displayName: 'name', created: true },
      calls: [CONNECT, NEW, 'disconnect'],
    });
  });

  it('believes New-ServicePrincipal where the list does not show it yet', () => {
    expect(run('set: not shown yet').output).toMatchObject({ created: true });
  });

  it('takes one that was made meanwhile as it is', () => {
    expect(run('set: made meanwhile').output).toMatchObject({ objectId: 'object', created: false });
    expect(run('set: exists, not shown')).toMatchObject({ code: 'service-principal-not-there' });
  });

  it('stops at the same application with another object, names the command that removes it, and writes nothing', () => {
    expect(run('set: same application, other object')).toMatchObject({
      code: 'service-principal-conflict',
      advice: expect.stringContaining('Remove-ServicePrincipal -Identity other. Then Retry.'),
      calls: [CONNECT, 'disconnect'],
    });
  });

  it('removes exactly our service principal, without a question that nobody answers', () => {
    expect(run('remove: there')).toMatchObject({
      output: { removed: true, remains: '' },
      calls: [CONNECT, 'remove-service-principal object confirm=False', 'disconnect'],
    });
    expect(run('remove: none')).toMatchObject({ output: { removed: false }, calls: [CONNECT, 'disconnect'] });
    expect(run('remove: other object')).toMatchObject({
      code: 'service-principal-conflict',
      calls: [CONNECT, 'disconnect'],
    });
  });

  it.each([
    'test: fails',
    'set: refused',
    'remove: refused',
    'verify: no key',
    'verify: other tenant',
    'verify: token expired',
  ])('disconnects after %s', (name) => {
    expect(run(name)).toMatchObject({ ok: false });
    expect(run(name).calls.at(-1)).toBe('disconnect');
  });

  it("lets Microsoft's texts through, so that the runner finds their meaning", () => {
    expect(matchText(run('test: fails').message ?? '')?.error.code).toBe('exchange-unauthorized');
    expect(matchText(run('set: refused').message ?? '')?.error.code).toBe('new-service-principal-missing');
    expect(matchText(run('verify: no key').message ?? '')?.error.code).toBe('key-not-readable');
  });

  it('proves token and session as the account of the process, at the addresses of the cloud', () => {
    const { output, calls } = run('verify');

    expect(output).toMatchObject({ account: 'CORP\\svc-mid', token: { state: 'ok' }, session: { state: 'ok' } });
    expect(calls).toEqual([
      `connect app ${'A'.repeat(40)} contoso.onmicrosoft.com https://ps.example/ https://login.example/organizations search=False`,
      'read',
      'disconnect',
    ]);
  });

  it.each([
    ['verify: connected before', 'session-open'],
    ['verify: other tenant', 'session-wrong-tenant'],
    ['verify: token expired', 'session-not-active'],
    ['verify: not compliance', 'session-not-active'],
    ['verify: no module', 'exchange-module-missing'],
  ])('refuses %s', (name, code) => {
    expect(run(name)).toMatchObject({ ok: false, code });
  });

  it('tries searches in a session of their own and says what came of it', () => {
    expect(run('search')).toMatchObject({ output: { state: 'ok' } });
    expect(run('search').calls[0]).toMatch(/search=True$/);
    expect(run('search: old module')).toMatchObject({ output: { state: 'not-tested' }, calls: [] });
    expect(run('search: fails').output).toEqual({
      state: 'failed',
      message: 'Searches do not work: Object reference not set',
    });
  });

  it('loads the Exchange module from no folder that others may write to, and from none with a $', () => {
    const file = join(MODULE_FOLDER, 'Private', 'Exchange', 'Get-ExoConnectArgument.ps1');

    expect(readFileSync(file, 'utf8')).not.toContain('EXOModuleBasePath');
    expect(run('temp with a dollar')).toMatchObject({ ok: false, code: 'temp-path', calls: ['disconnect'] });
  });
});
