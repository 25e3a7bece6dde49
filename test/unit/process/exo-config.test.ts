import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { allowedServerGroups, ExoConfig } from '../../../src/process/config/exo-config.ts';
import { pinnedFingerprint } from '../../../src/process/config/server-groups.ts';

const PIN = '5F1C 09AB 77E2 4D30 8C6B A1F4 D25E 9307';

describe('approval', () => {
  it('is good for four hours, covers renewals and is proved by the card unless it says otherwise', () => {
    const { approval } = ExoConfig.parse(document());

    expect(approval).toMatchObject({ validForHours: 4, renewals: 'covered', proof: 'card' });
  });

  it('refuses a decision that would be good for more than three days', () => {
    expect(refusal({ approval: { validForHours: 73 } })).toContain('approval.validForHours');
  });

  it('refuses an authentication context that no sign-in could satisfy', () => {
    expect(refusal({ approval: { authenticationContext: 'c1' } })).toContain('set "proof: sign-in" with it');
    expect(refusal({ approval: { authenticationContext: 'mfa', proof: 'sign-in' } })).toContain('c1 to c99');
    expect(refusal({ approval: { authenticationContext: 'c1', proof: 'sign-in' } })).toBe('');
  });
});

describe('pins', () => {
  it('are the fingerprints of the runners of a server', () => {
    const { serverGroups } = ExoConfig.parse(
      document({ serverGroups: { emea: group({ pins: { connect: PIN.toLowerCase() } }) } }),
    );

    expect(pinnedFingerprint(serverGroups, 'mid1-connect')).toBe(PIN);
    expect(pinnedFingerprint(serverGroups, 'mid1-elevated')).toBeUndefined();
  });

  it('are refused when they are no fingerprints', () => {
    const pins = { elevated: PIN.slice(5) };

    expect(refusal({ serverGroups: { emea: group({ pins }) } })).toContain('8 groups of 4');
  });
});

describe('the server groups of a tenant', () => {
  const serverGroups = { emea: group(), apac: group({ name: 'mid2', elevated: 'mid2-e', connect: 'mid2-c' }) };
  const defaults = { serverGroup: 'emea' };

  it('are those that it names, or only the one that it uses', () => {
    const config = ExoConfig.parse(document({ serverGroups, defaults }));

    expect(allowedServerGroups(config, undefined)).toEqual(['emea']);
    expect(allowedServerGroups(config, { serverGroup: 'apac' })).toEqual(['apac']);
    expect(allowedServerGroups(config, { serverGroups: ['emea', 'apac'] })).toEqual(['emea', 'apac']);
  });

  it('must exist, and hold the one that it uses', () => {
    const named = (groups: string[]) => ({
      serverGroups,
      defaults,
      tenants: { contoso: { domain: 'contoso.com', serverGroups: groups } },
    });

    expect(refusal(named(['emea', 'africa']))).toContain('"africa", which is not under serverGroups');
    expect(refusal(named(['apac']))).toContain('add "emea"');
    expect(refusal(named(['apac', 'emea']))).toBe('');
  });
});

function refusal(changes: Record<string, unknown>): string {
  const result = ExoConfig.safeParse(document(changes));
  return result.success ? '' : z.prettifyError(result.error);
}

function document(changes: Record<string, unknown> = {}) {
  return {
    organisation: { name: 'Fabrikam', tenantId: '7f2d1c3a-1111-4a5b-9c6d-0123456789ab' },
    deploymentKey: 'fabrikam',
    serverGroups: { emea: group() },
    ...changes,
  };
}

function group(changes: Record<string, unknown> = {}) {
  const server = { name: 'mid1', primary: true, elevated: 'mid1-elevated', connect: 'mid1-connect' };
  return { servers: [{ ...server, serviceAccount: 'CORP\\svc-mid', ...changes }] };
}
