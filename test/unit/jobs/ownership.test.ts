import { describe, expect, test } from 'vitest';
import { ownerTags, requireOurs, uniqueName, wasOurs } from '../../../src/jobs/steps/entra/ownership.ts';

const OUR_CLIENT = 'b00757a9-0000-4000-8000-000000000001';
const PORTAL = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
const ours = {
  appId: '11111111-2222-4333-8444-555555555555',
  displayName: 'ServiceNow SecOps EXO CBA',
  uniqueName: uniqueName('fabrikam'),
  tags: ownerTags('fabrikam'),
  createdByAppId: OUR_CLIENT,
};

describe('an application', () => {
  test('is ours when our client made it and its tag belongs to its name', () => {
    expect(() => requireOurs(ours, OUR_CLIENT)).not.toThrow();
  });

  test.each([
    ['has no tag', { tags: [] }],
    ['has the tag of another deployment', { tags: ownerTags('other') }],
    ['has the tag but another name', { uniqueName: null }],
    ['has name and tag, and nobody says who made it', { createdByAppId: null }],
  ])('is not ours when it %s', (_what, more) => {
    expect(() => requireOurs({ ...ours, ...more }, OUR_CLIENT)).toThrow('application-not-ours');
  });

  test('with name and tag that another client made stops with a code of its own', () => {
    expect(() => requireOurs({ ...ours, createdByAppId: PORTAL }, OUR_CLIENT)).toThrow('application-of-earlier-client');
  });
});

describe('a deleted application', () => {
  test('was ours when our client made it', () => {
    expect(wasOurs(ours, 'fabrikam', OUR_CLIENT)).toBe(true);
    expect(wasOurs({ ...ours, uniqueName: null }, 'fabrikam', OUR_CLIENT)).toBe(true);
    expect(wasOurs(ours, 'other', OUR_CLIENT)).toBe(false);
  });

  test("was a stranger's however it was named", () => {
    expect(wasOurs({ ...ours, createdByAppId: PORTAL }, 'fabrikam', OUR_CLIENT)).toBe(false);
  });
});
