import { describe, expect, it } from 'vitest';
import { StepFailure } from '../../../src/contracts/errors.ts';
import type { StepInput } from '../../../src/contracts/steps/index.ts';
import type { PowerShellCall } from '../../../src/runners/powershell/host.ts';
import { createRunnerSteps } from '../../../src/runners/steps/index.ts';
import { acceptedRecord } from '../../support/accepted-record.ts';
import { jobRef } from '../../support/job-ref.ts';

const context = { job: jobRef(), signal: new AbortController().signal, progress: async () => undefined };
const connection: StepInput<'verify-connection'> = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  cloud: 'usgov',
  organization: 'contoso.onmicrosoft.us',
  appId: '22222222-2222-4222-8222-222222222222',
  thumbprint: 'A'.repeat(40),
  connectionUri: null,
};
const session = {
  account: 'CORP\\svc-mid',
  computerName: 'MID1',
  token: { state: 'ok', message: 'token' },
  session: { state: 'ok', message: 'session' },
} as const;

const MID2_KEY = { kty: 'OKP', crv: 'Ed25519', x: 'x', kid: 'k' } as const;

/** The steps over a PowerShell that answers by operation. */
function stepsOver(answer: (call: PowerShellCall) => unknown) {
  const calls: PowerShellCall[] = [];
  const powershell = {
    run: async (call: PowerShellCall) => {
      calls.push(call);
      return answer(call);
    },
  };
  const steps = createRunnerSteps({
    powershell,
    seal: async (recipient, content, about) => JSON.stringify({ to: recipient.kid, content, about }),
    openRecord: async () => acceptedRecord('mid2-elevated', { sealKey: MID2_KEY }),
    unseal: async (sealed) => sealed,
  });
  return { steps, calls };
}

const unauthorized = new StepFailure({ kind: 'transient', code: 'x', message: 'Refused.', advice: 'Wait.' });

describe('the steps of a runner', () => {
  it("connect at the addresses of the tenant's cloud, which a setting overrides", async () => {
    const { steps, calls } = stepsOver(() => ({ ...session, state: 'ok', message: 'search' }));

    await steps['verify-connection'](connection, context);
    await steps['verify-connection']({ ...connection, connectionUri: 'https://other.example/' }, context);

    expect(calls.map(({ operation }) => operation)).toEqual([
      'verify-connection',
      'verify-search',
      'verify-connection',
      'verify-search',
    ]);
    expect(calls[0]?.input).toMatchObject({
      connectionUri: 'https://ps.compliance.protection.office365.us/powershell-liveid/',
      authorizationUri: 'https://login.microsoftonline.us/organizations',
    });
    expect(calls[2]?.input).toMatchObject({ connectionUri: 'https://other.example/' });
    expect(calls[0]?.input).not.toHaveProperty('cloud');
  });

  it('fail without a session, and only say so without a search', async () => {
    const noSearch = stepsOver(({ operation }) => {
      if (operation === 'verify-search') throw unauthorized;
      return session;
    });
    const noSession = stepsOver(() => {
      throw unauthorized;
    });

    expect(await noSearch.steps['verify-connection'](connection, context)).toEqual({
      ...session,
      search: { state: 'failed', message: 'Searches do not work: Refused.' },
    });
    await expect(noSession.steps['verify-connection'](connection, context)).rejects.toBe(unauthorized);
  });

  it('seal PFX and password about the certificate, and hand them over as secret only', async () => {
    const thumbprint = 'A'.repeat(40);
    const recipient = { runner: 'mid2-elevated', generation: 1, record: 'signed' };
    const { steps, calls } = stepsOver(({ operation }) =>
      operation === 'share-certificate'
        ? { thumbprint, pfx: 'AAAA', password: 'BBBB' }
        : { thumbprint, imported: true, provider: 'P' },
    );

    const { sealed } = await steps['share-certificate'](
      { thumbprint, storeLocation: 'LocalMachine', recipient },
      context,
    );
    const content = '{"pfx":"AAAA","password":"BBBB"}';
    const input = { thumbprint, certificateTag: 't', storeLocation: 'LocalMachine', provider: 'P' } as const;
    await steps['import-certificate']({ ...input, sealed: content }, context);
    await steps['import-certificate']({ ...input, sealed: null }, context);

    expect(JSON.parse(sealed)).toEqual({ to: 'k', content, about: `certificate ${thumbprint}` });
    expect(calls[1]).toMatchObject({ input, secret: { pfx: 'AAAA', password: 'BBBB' } });
    expect(calls[1]?.input).toEqual(input);
    expect(calls[2]?.secret).toBeUndefined();
  });

  it('refuse sealed content that is none, without quoting it', async () => {
    const { steps } = stepsOver(() => undefined);
    const input = { thumbprint: 'A'.repeat(40), certificateTag: 't', storeLocation: 'LocalMachine' } as const;

    const running = steps['import-certificate']({ ...input, provider: 'P', sealed: 'hunter2' }, context);

    await expect(running).rejects.toMatchObject({ error: { code: 'sealed-certificate-refused' } });
    await expect(running).rejects.not.toThrow('hunter2');
  });

  it('name the wrong members of an answer and not their values', async () => {
    const { steps } = stepsOver(() => ({ account: 'x', sid: 5, changed: 'secret' }));

    const running = steps['grant-key-access'](
      { thumbprint: 'A'.repeat(40), storeLocation: 'LocalMachine', account: 'x' },
      context,
    );

    await expect(running).rejects.toMatchObject({
      error: {
        kind: 'ours',
        code: 'powershell-bad-result',
        detail: 'sid: invalid_type, changed: invalid_type, access: invalid_type',
      },
    });
  });

  it('ask for the hosts of the cloud and stop at what blocks', async () => {
    const finding = { code: 'dotnet', level: 'blocks', message: 'Too old.', advice: 'Update it.' };
    const clock = { code: 'clock', level: 'blocks', message: 'Wrong.', advice: 'Correct it.' };
    const { steps, calls } = stepsOver(() => ({
      computerName: 'MID1',
      powerShellVersion: '5.1',
      exchangeModuleVersion: null,
      midServices: [],
      certificates: [],
      findings: [finding, clock],
    }));
    const versions = { minimumModuleVersion: '3.2.0', recommendedModuleVersion: '3.10.1' };
    const input = { cloud: 'china', certificateTag: 't', storeLocation: 'LocalMachine', ...versions } as const;

    await expect(steps['check-server'](input, context)).rejects.toMatchObject({
      error: {
        kind: 'person',
        code: 'dotnet',
        message: 'Too old. Wrong.',
        advice: 'On {server}: 1) Update it. 2) Correct it.',
      },
    });
    expect(calls[0]?.input).toMatchObject({
      endpoint: ['login.chinacloudapi.cn', 'ps.compliance.protection.partner.outlook.cn', 'partner.outlook.cn'],
    });
  });
});
