import { describe, expect, it } from 'vitest';
import { childEnvironment } from '../../../src/runners/powershell/launch/child-environment.ts';
import { commandFor } from '../../../src/runners/powershell/launch/command.ts';
import { planLaunch } from '../../../src/runners/powershell/launch/executable.ts';

describe('starting PowerShell', () => {
  it("takes Windows' own powershell.exe by its full path", () => {
    const { executable } = planLaunch('powershell.exe', { SystemRoot: 'C:\\Windows' }, '/node');

    expect(executable).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
    expect(planLaunch('D:\\pwsh.exe', { SystemRoot: 'C:\\Windows' }, '/node').executable).toBe('D:\\pwsh.exe');
    expect(planLaunch('pwsh', {}, '/node').executable).toBe('pwsh');
  });

  it('runs a stand-in with Node, the script before all switches', () => {
    const launch = planLaunch('/x/powershell.ts', {}, '/node');

    expect(launch.executable).toBe('/node');
    expect(Object.entries(launch.executableOptions).slice(0, 2)).toEqual([
      ['-NoLogo', false],
      [expect.stringMatching(/powershell\.ts$/), true],
    ]);
  });

  it('doubles apostrophes in the path of the script', () => {
    const request = { schema: 1, operation: 'echo', correlationId: 'id', input: "'", hasSecret: false } as const;

    const command = commandFor("C:\\it's\\Invoke-ExoStep.ps1", request);

    expect(command).toMatch(/^& 'C:\\it''s\\Invoke-ExoStep\.ps1' -CorrelationId 'id' -InputBase64 '[A-Za-z0-9+/=]+'$/);
  });

  it('lets variables of the stand-in through to a stand-in only', () => {
    const env = { EXO_STANDIN_URL: 'x', Path: 'y', EXO_NAMESPACE: 'z' };

    expect(childEnvironment(env, 'powershell.exe')).not.toHaveProperty('EXO_STANDIN_URL');
    expect(childEnvironment(env, 'powershell.mjs')).toMatchObject({ EXO_STANDIN_URL: 'x', Path: 'y' });
    expect(childEnvironment(env, 'powershell.mjs')).not.toHaveProperty('EXO_NAMESPACE');
  });
});
