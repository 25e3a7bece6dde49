import { describe, expect, test } from 'vitest';
import { placeOf, speakerOf, TeamsActivity } from '../../../src/bot/teams/receive/activity.ts';
import { HOME_TENANT } from '../../support/bot-config.ts';

const OTHER_TENANT = '11111111-2222-4333-8444-555555555555';

function make(changes: { from?: object; conversation?: object; channelData?: unknown }) {
  return TeamsActivity.parse({
    type: 'message',
    channelId: 'msteams',
    serviceUrl: 'https://smba.example/',
    from: { id: '29:mia', name: 'Mia', aadObjectId: '0D9A1B2C-0000-4000-8000-000000000001', ...changes.from },
    recipient: { id: '28:bot', name: 'exo' },
    conversation: { id: '19:x', conversationType: 'channel', tenantId: HOME_TENANT, ...changes.conversation },
    channelData: 'channelData' in changes ? changes.channelData : { tenant: { id: HOME_TENANT } },
  });
}

describe('who speaks', () => {
  test('is the Entra object id in lower case and the tenant that conversation and channel name alike', () => {
    expect(speakerOf(make({}))).toMatchObject({ id: '0d9a1b2c-0000-4000-8000-000000000001', tenantId: HOME_TENANT });
  });

  test.each([
    ['the conversation names none', { conversation: { tenantId: undefined } }],
    ['the channel names none', { channelData: {} }],
    ['there is no channel data', { channelData: null }],
    ['the two differ', { conversation: { tenantId: OTHER_TENANT } }],
    ['it is no GUID', { conversation: { tenantId: 'home' }, channelData: { tenant: { id: 'home' } } }],
  ])('has no tenant when %s', (_when, changes) => {
    expect(speakerOf(make(changes)).tenantId).toBeUndefined();
  });

  test.each([undefined, '', 'mia', '0d9a1b2c-0000-4000-8000'])('has no id when Teams gives %j', (aadObjectId) => {
    expect(speakerOf(make({ from: { aadObjectId } })).id).toBeUndefined();
  });
});

describe('where it is said', () => {
  test.each([
    ['channel', { conversationType: 'channel' }, 'channel'],
    ['group chat', { conversationType: 'groupChat' }, 'group'],
    ['personal chat', { conversationType: 'personal' }, 'personal'],
    ['group without a type', { conversationType: undefined, isGroup: true }, 'group'],
    ['unknown', { conversationType: undefined }, 'personal'],
  ])('%s', (_name, conversation, kind) => {
    expect(placeOf(make({ conversation })).kind).toBe(kind);
  });
});
