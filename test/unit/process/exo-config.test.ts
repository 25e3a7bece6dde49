import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TIER_ZERO_MEANING } from '../../../src/contracts/permissions/known-permissions.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import { isTierZero, TIER_ZERO_ROLES } from '../../../src/contracts/permissions/tier-zero.ts';
import { allowedServerGroups, ExoConfig } from '../../../src/process/config/exo-config.ts';
import { homeChannelOf } from '../../../src/process/config/home-channel.ts';
import { pinnedFingerprint } from '../../../src/process/config/server-groups.ts';
import { KEY_SPACE } from '../../../src/process/redis/key-space.ts';

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
    const pageUrl = 'https://exo-approve.fabrikam.example';
    expect(refusal({ approval: { authenticationContext: 'c1', proof: 'sign-in', pageUrl } })).toBe('');
  });

  it('refuses a sign-in without a page to sign in on, and a page that others could read along', () => {
    expect(refusal({ approval: { proof: 'sign-in' } })).toContain('the page on which approvers sign in');
    const pageUrl = 'http://exo-approve.fabrikam.example';
    expect(refusal({ approval: { proof: 'sign-in', pageUrl } })).toContain('must be an https address');
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

describe('runners', () => {
  const other = (changes: Record<string, unknown>) => ({
    defaults: { serverGroup: 'emea' },
    serverGroups: {
      emea: group(),
      apac: group({ name: 'mid2', elevated: 'mid2-elevated', connect: 'mid2-connect', ...changes }),
    },
  });

  it('serve one server of one group', () => {
    expect(refusal(other({}))).toBe('');
    expect(refusal(other({ connect: 'mid1-connect' }))).toContain(
      'give it a runner of its own: "mid1-connect" serves mid1 of emea already',
    );
    expect(refusal(other({ name: 'mid1' }))).toContain('a server "mid1" is in the group emea already');
  });

  it('serve one server within a group', () => {
    const [first] = group().servers;
    const second = { ...first, name: 'mid2', primary: false, elevated: 'mid2-elevated' };

    expect(refusal({ serverGroups: { emea: { servers: [first, second] } } })).toContain('"mid1-connect" serves mid1');
  });

  it.each(Object.keys(KEY_SPACE))('are not called %s, under which exo has keys', (name) => {
    expect(refusal({ serverGroups: { emea: group({ elevated: name }) } })).toContain('give it another name');
  });
});

describe('tenants', () => {
  const id = '7c1d5b0e-3f42-4a8b-9c6d-0e1f2a3b41e0';

  it('have an id and a domain of their own', () => {
    const both = (one: object, two: object) => refusal({ tenants: { contoso: one, twin: two } });

    expect(both({ id }, { id: id.toUpperCase() })).toContain('"contoso" has the same id');
    expect(both({ domain: 'contoso.com' }, { domain: 'Contoso.com' })).toContain('"contoso" has the same domain');
    expect(both({ id }, { domain: 'contoso.com' })).toBe('');
  });
});

describe('homeChannel', () => {
  const tenantId = '8d3f0a52-6c1b-4e0e-9f57-2b1f7f3a9c10';
  const link = (tenant: string) =>
    `https://teams.microsoft.com/l/channel/19%3Aexo-onboarding%40thread.tacv2/exo%20onboarding?groupId=0d9a1b2c-7e6f-4a5b-8c9d-1a2b3c4d5e6f&tenantId=${tenant}`;

  it('is the channel of the link that Teams gives', () => {
    const { homeChannel } = ExoConfig.parse(
      document({ homeChannel: link(tenantId), organisation: { name: 'Fabrikam', tenantId } }),
    );

    expect(homeChannelOf(homeChannel ?? '')).toEqual({
      id: '19:exo-onboarding@thread.tacv2',
      name: 'exo onboarding',
      tenantId,
    });
  });

  it.each([
    'exo-onboarding',
    '19:exo-onboarding@thread.tacv2',
    'https://teams.microsoft.com/l/team/19%3Aexo%40thread.tacv2/conversations?groupId=1&tenantId=2',
    'https://teams.microsoft.com/l/channel/19%3Aexo%40thread.tacv2/exo',
    'https://teams.microsoft.com/l/channel/%E0%A4%A/exo?tenantId=2',
  ])('refuses %s and says where the link is', (homeChannel) => {
    expect(refusal({ homeChannel })).toContain('Get link to channel');
  });

  it('refuses a channel of another organisation', () => {
    const other = '11111111-2222-4333-8444-555555555555';

    expect(refusal({ homeChannel: link(other), organisation: { name: 'Fabrikam', tenantId } })).toContain(
      `this one belongs to tenant ${other}`,
    );
  });
});

describe('publicUrl', () => {
  it.each([
    'javascript:alert(1)',
    'http://exo.fabrikam.example',
    'ftp://exo.fabrikam.example',
    'https://admin:secret@exo.fabrikam.example',
    'https://exo.fabrikam.example/?next=https://evil.example',
    'https://exo.fabrikam.example/#x',
    'http://127.0.0.1.evil.example',
  ])('refuses %s', (publicUrl) => {
    expect(refusal({ publicUrl })).toContain('must be an https address');
  });

  it.each(['https://exo.fabrikam.example/exo', 'http://127.0.0.1:3978', 'http://[::1]:3978'])(
    'takes %s',
    (publicUrl) => {
      expect(refusal({ publicUrl })).toBe('');
    },
  );
});

describe('permissions', () => {
  const [, , mail] = REQUIRED_PERMISSIONS;
  const given = (changes: object, more: object = {}) => refusal({ application: { permissions: [changes], ...more } });
  const owner = {
    ...mail,
    appRoleId: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
    value: 'RoleManagement.ReadWrite.Directory',
    meaning: TIER_ZERO_MEANING,
  };

  it('are taken when they say what they are', () => {
    expect(refusal({ application: { permissions: REQUIRED_PERMISSIONS } })).toBe('');
    const own = { ...mail, appRoleId: '11111111-2222-4333-8444-555555555555', value: 'Calendars.Read', meaning: 'c' };
    expect(given(own)).toBe('');
  });

  it.each<[string, object, string]>([
    ['a harmless meaning', { ...mail, meaning: 'read the calendar' }, 'set meaning to "read and write mail in ALL'],
    ['another name', { ...mail, value: 'Calendars.Read' }, 'set value to "Mail.ReadWrite"'],
    ['the name of another resource', { ...mail, resourceName: 'Calendar' }, 'set resourceName to "Microsoft Graph"'],
    ['the id of another role', { ...mail, appRoleId: crypto.randomUUID() }, 'set appRoleId to "e2a3a72e'],
    ['tier 0', owner, 'remove RoleManagement.ReadWrite.Directory: it is tier 0'],
    ['tier 0 under a harmless name', { ...owner, value: 'Calendars.Read', meaning: 'm' }, 'it is tier 0'],
    [
      'a newer permission of a tier 0 family',
      { ...mail, appRoleId: crypto.randomUUID(), value: 'Policy.ReadWrite.Every' },
      'tier 0',
    ],
  ])('are refused with %s', (_what, permission, sentence) => {
    expect(given(permission)).toContain(sentence);
  });

  it.each(Object.entries(TIER_ZERO_ROLES))('%s is tier 0, by its id and by its name %s', (appRoleId, value) => {
    expect(isTierZero({ appRoleId, value: '' })).toBe(true);
    expect(isTierZero({ appRoleId: '', value })).toBe(true);
  });

  it.each(['Mail.ReadWrite', 'Exchange.ManageAsApp', 'Application.Read.All', 'Policy.Read.All', 'Directory.Read.All'])(
    '%s is not tier 0',
    (value) => expect(isTierZero({ appRoleId: '', value })).toBe(false),
  );

  it('of tier 0 that are allowed are shown as what they are', () => {
    const unknown = { ...mail, appRoleId: crypto.randomUUID(), value: 'Policy.ReadWrite.Every', meaning: 'tidy up' };

    const { application } = ExoConfig.parse(
      document({ application: { permissions: [owner, unknown], allowTier0: true } }),
    );

    expect(application.permissions.map(({ meaning }) => meaning)).toEqual([
      'TIER 0: can be turned into control of the WHOLE tenant',
      'TIER 0: can be turned into control of the WHOLE tenant; tidy up',
    ]);
    expect(given({ ...owner, meaning: 'tidy up' }, { allowTier0: true })).toContain('set meaning to "TIER 0');
  });

  it('are named once', () => {
    expect(refusal({ application: { permissions: [mail, mail] } })).toContain('only once');
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
