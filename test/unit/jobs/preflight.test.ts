import { describe, expect, it } from 'vitest';
import type { TokenIdentity } from '../../../src/graph/sign-in/token-identity.ts';
import { requireRights } from '../../../src/jobs/steps/entra/preflight.ts';

const LINK = ['Organization.Read.All', 'Application.Read.All', 'Application.ReadWrite.OwnedBy'];

/** Tokens in the order in which they are asked for; the last one stays. */
function withTokens(...tokens: (readonly string[] | undefined)[]) {
  const asked: boolean[] = [];
  return {
    asked,
    identity: async ({ fresh } = { fresh: false }): Promise<TokenIdentity | undefined> => {
      asked.push(fresh);
      const roles = tokens.length > 1 ? tokens.shift() : tokens[0];
      return roles && { oid: '7c1d0000-0000-4000-8000-0000000041e0', roles: [...roles] };
    },
  };
}

describe('the rights that a mode needs', () => {
  it('are missing only where a fresh token lacks them too', async () => {
    const graph = withTokens(LINK, [...LINK, 'RoleManagement.Read.Directory']);

    await requireRights(graph, 'link');

    expect(graph.asked).toEqual([false, true]);
  });

  it('are all named when they are missing', async () => {
    const missing = requireRights(withTokens(LINK), 'full');

    await expect(missing).rejects.toMatchObject({
      status: 403,
      rights: ['AppRoleAssignment.ReadWrite.All', 'RoleManagement.ReadWrite.Directory'],
    });
  });

  it.each([
    ['link', ['Directory.Read.All', 'Application.ReadWrite.All']],
    ['link', ['Directory.ReadWrite.All', 'Application.ReadWrite.OwnedBy']],
    ['link', ['Organization.ReadWrite.All', 'Application.ReadWrite.All', 'RoleManagement.ReadWrite.Directory']],
    [
      'full',
      [
        'Organization.Read.All',
        'Application.ReadWrite.All',
        'AppRoleAssignment.ReadWrite.All',
        'RoleManagement.ReadWrite.Directory',
      ],
    ],
  ] as const)('of %s are held by the broader %j', async (mode, roles) => {
    await expect(requireRights(withTokens(roles), mode)).resolves.toBeUndefined();
  });

  it('are left to Graph where the token cannot be read', async () => {
    await expect(requireRights(withTokens(undefined), 'full')).resolves.toBeUndefined();
  });
});
