import { describe, expect, it } from 'vitest';
import type { ChatPlace } from '../../../src/bot/chat/chat.ts';
import { type Asked, runRequest } from '../../../src/runs/run-request.ts';
import { HOME_TENANT, makeConfig } from '../../support/bot-config.ts';
import { MIA, TENANT_ID } from '../../support/run-request.ts';

const config = makeConfig({ publicUrl: 'https://exo.fabrikam.example' });

function ask(changes: Partial<Asked> = {}, from = config) {
  const place: ChatPlace = {
    v: 1,
    kind: 'personal',
    channelId: 'msteams',
    tenantId: HOME_TENANT,
    serviceUrl: 'https://smba.example/',
    botId: '28:bot',
    conversationId: 'a',
  };
  const asked: Asked = {
    kind: 'onboard',
    tenant: { id: TENANT_ID, domain: 'contoso.com', label: 'contoso', cloud: 'global' },
    settings: undefined,
    mode: undefined,
    serverGroup: undefined,
    requester: MIA,
    earlier: null,
    place: { runCard: { place, messageId: '1' }, command: 'c' },
    ...changes,
  };
  return runRequest(from, asked);
}

describe('a run that is asked for', () => {
  it('uses the server group of its tenant, or the default one', () => {
    expect(ask().serverGroup).toBe('emea');
    expect(ask({ settings: { serverGroup: 'apac' } }).serverGroup).toBe('apac');
    expect(ask({ serverGroup: 'apac', settings: { serverGroups: ['emea', 'apac'] } }).serverGroup).toBe('apac');
  });

  it.each([
    ['a tenant that is not configured', undefined],
    ['a tenant that names none', {}],
    ['a tenant that names others', { serverGroups: ['emea'] }],
  ])('cannot put the certificate of %s on servers of somebody else', (_what, settings) => {
    expect(() => ask({ serverGroup: 'apac', settings })).toThrow(/"apac" may not hold the certificate of contoso/);
  });

  it('says which server groups there are when one does not exist', () => {
    expect(() => ask({ serverGroup: 'africa' })).toThrow(/no server group "africa"/);
  });

  it('cannot take the decision away from the administrator of a tenant that is set to link', () => {
    expect(() => ask({ settings: { mode: 'link' }, mode: 'full' })).toThrow(/contoso is set to mode link/);
    expect(ask({ settings: { mode: 'link' } }).mode).toBe('link');
    expect(ask({ settings: { mode: 'full' }, mode: 'link' }).mode).toBe('link');
  });

  it('keeps no pins: they are looked up again', () => {
    const pins = { elevated: '5F1C 09AB 77E2 4D30 8C6B A1F4 D25E 9307' };
    const server = { name: 'mid1', primary: true, elevated: 'mid1-e', connect: 'mid1-c', serviceAccount: 'x', pins };
    const pinned = makeConfig({ serverGroups: { emea: { servers: [server] } }, tenants: {} });

    expect(ask({}, pinned).servers.flatMap((each) => Object.keys(each))).not.toContain('pins');
  });
});
