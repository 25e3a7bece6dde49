import { describe, expect, test, vi } from 'vitest';
import { createAccess } from '../../../src/bot/access/access.ts';
import type { ChatPlace, Speaker } from '../../../src/bot/chat/chat.ts';
import { HOME_TENANT, makeConfig } from '../../support/bot-config.ts';
import { JON, MIA } from '../../support/run-request.ts';

const GROUP = 'aaaaaaaa-0000-4000-8000-000000000001';
const mia: Speaker = { id: MIA.id, name: MIA.name, mention: '29:mia', tenantId: HOME_TENANT };
const nobody: Speaker = { ...mia, id: '0d9a1b2c-0000-4000-8000-0000000000ff' };
const place: ChatPlace = {
  v: 1,
  kind: 'channel',
  channelId: 'msteams',
  tenantId: HOME_TENANT,
  serviceUrl: 'https://smba.example/',
  botId: '28:bot',
  conversationId: '19:ops@thread.tacv2;messageid=1',
};
const byGroup = makeConfig({ roles: { approver: [{ group: GROUP, name: 'EXO Approvers' }] } });

describe('the home tenant', () => {
  const { isMember } = createAccess(makeConfig());

  test('a person of it through Teams is a member', () => {
    expect(isMember(mia, place)).toBe(true);
  });

  test.each([
    ['of another tenant', { ...mia, tenantId: '11111111-2222-4333-8444-555555555555' }, place],
    ['without a tenant', { ...mia, tenantId: undefined }, place],
    ['without an object id', { ...mia, id: undefined }, place],
    ['through another channel', mia, { ...place, channelId: 'directline' }],
    ['through the emulator', mia, { ...place, channelId: 'emulator' }],
  ])('somebody %s is not', (_who, speaker, where) => {
    expect(isMember(speaker, where)).toBe(false);
  });
});

describe('roles', () => {
  test('are those the configuration gives to the person', async () => {
    expect(await createAccess(makeConfig()).rolesOf(mia)).toEqual(['requester']);
  });

  test('are none by default', async () => {
    expect(await createAccess(makeConfig()).rolesOf(nobody)).toEqual([]);
  });

  test('are none for a configured object id that comes from another tenant', async () => {
    const access = createAccess(makeConfig());
    await access.rolesOf(mia);

    const forged = { ...mia, tenantId: '11111111-2222-4333-8444-555555555555' };

    expect(await access.rolesOf(forged)).toEqual([]);
    expect(await access.freshRolesOf(forged)).toEqual([]);
  });

  test('follow membership of groups, and are remembered for five minutes', async () => {
    let now = 0;
    const checkGroups = vi.fn(async () => [GROUP]);
    const access = createAccess(byGroup, checkGroups, () => now);

    expect(await access.rolesOf(mia)).toEqual(['approver']);
    now += 4 * 60_000;
    await access.rolesOf(mia);
    expect(checkGroups).toHaveBeenCalledExactlyOnceWith(MIA.id, [GROUP]);
    now += 2 * 60_000;
    await access.rolesOf(mia);
    expect(checkGroups).toHaveBeenCalledTimes(2);
  });

  test('are asked again for a decision, so that somebody who was removed just now cannot approve', async () => {
    let members = [GROUP];
    const access = createAccess(byGroup, async () => members);
    expect(await access.rolesOf(mia)).toEqual(['approver']);

    members = [];

    expect(await access.freshRolesOf(mia)).toEqual([]);
  });

  test('that cannot be read are an error with advice, never a right', async () => {
    const access = createAccess(byGroup, async () => {
      throw new Error('no route to host');
    });

    await expect(access.rolesOf(mia)).rejects.toMatchObject({ code: 'roles-unknown', advice: /Try again/ });
  });

  test('that are not answered within three seconds are an error', async () => {
    vi.useFakeTimers();
    const access = createAccess(byGroup, () => new Promise<string[]>(() => undefined));
    const roles = access.rolesOf({ ...mia, id: JON.id });
    const outcome = expect(roles).rejects.toMatchObject({ code: 'roles-unknown', message: /3 s/ });

    await vi.advanceTimersByTimeAsync(3000);

    await outcome;
    vi.useRealTimers();
  });
});
