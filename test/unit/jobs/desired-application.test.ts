import { describe, expect, test } from 'vitest';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import { Application } from '../../../src/jobs/steps/entra/application/application.ts';
import { desiredApplication, differences } from '../../../src/jobs/steps/entra/application/desired-application.ts';

const wishes = {
  deploymentKey: 'fabrikam',
  displayName: 'ServiceNow SecOps EXO CBA',
  permissions: REQUIRED_PERMISSIONS,
  redirectUri: 'https://bot.fabrikam.example/consent',
};
const id = '11111111-2222-4333-8444-555555555555';
const asWished = { id, appId: id, uniqueName: 'exo-cba-fabrikam', ...desiredApplication(wishes) };

describe('an application compared with what is wished', () => {
  test('does not differ when Entra answers in another order', () => {
    const application = Application.parse({
      ...asWished,
      tags: ['theirs', ...asWished.tags.toReversed()],
      requiredResourceAccess: asWished.requiredResourceAccess.toReversed(),
    });

    expect(differences(application, wishes).names).toEqual([]);
  });

  test('keeps its redirect addresses when none is wished', () => {
    const application = Application.parse({ ...asWished, web: { redirectUris: ['https://old.example'] } });

    expect(differences(application, { ...wishes, redirectUri: null }).names).toEqual([]);
  });

  test('is changed only where it differs', () => {
    const [first] = asWished.requiredResourceAccess;
    const application = Application.parse({
      ...asWished,
      displayName: 'renamed',
      tags: ['theirs', 'exo-bot:fabrikam'],
      requiredResourceAccess: [first],
    });

    const { names, body } = differences(application, wishes);

    expect(names).toEqual(['display name', 'tags', 'declared permissions']);
    expect(body).toEqual({
      displayName: wishes.displayName,
      tags: ['theirs', 'exo-bot:fabrikam', 'exo-bot'],
      requiredResourceAccess: asWished.requiredResourceAccess,
    });
  });

  test('never carries credentials: a PATCH would replace them all', () => {
    expect(Object.keys(desiredApplication(wishes))).not.toContain('keyCredentials');
  });
});
