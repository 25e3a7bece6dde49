import { describe, expect, test } from 'vitest';
import { ownerTags, requireOurs, uniqueName, wasOurs } from '../../../src/jobs/steps/entra/application/ownership.ts';

const OUR_CLIENT = 'b00757a9-0000-4000-8000-000000000001';
const PORTAL = 'c44b4083-3bb0-49c1-b47d-974e53cbdf3c';
const EARLIER = 'ea211e12-0000-4000-8000-000000000001';
const us = { clientId: OUR_CLIENT, earlierClientIds: [EARLIER] };
const ours = {
  id: '99999999-2222-4333-8444-555555555555',
  appId: '11111111-2222-4333-8444-555555555555',
  displayName: 'ServiceNow SecOps EXO CBA',
  uniqueName: uniqueName('fabrikam'),
  tags: ownerTags('fabrikam'),
  createdByAppId: OUR_CLIENT,
};

describe('an application', () => {
  test('is ours when our client made it and its tag belongs to its name', () => {
    expect(() => requireOurs(ours, us)).not.toThrow();
  });

  test.each([
    ['has no tag', { tags: [] }],
    ['has the tag of another deployment', { tags: ownerTags('other') }],
    ['has the tag but another name', { uniqueName: null }],
    ['has name and tag, and nobody says who made it', { createdByAppId: null }],
  ])('is not ours when it %s', (_what, more) => {
    expect(() => requireOurs({ ...ours, ...more }, us)).toThrow('application-not-ours');
  });

  test('with name and tag that another client made stops with a code of its own', () => {
    expect(() => requireOurs({ ...ours, createdByAppId: PORTAL }, us)).toThrow('application-of-earlier-client');
  });
});

describe('an application that an earlier client id of ours made', () => {
  const earlier = { ...ours, createdByAppId: EARLIER };
  const adopted = { applicationId: earlier.id, createdByAppId: EARLIER, adoptedBy: OUR_CLIENT };

  test('is refused unless somebody asked to adopt it', () => {
    expect(() => requireOurs(earlier, us)).toThrow('application-of-earlier-client');
    expect(requireOurs(earlier, { ...us, mayAdopt: true })).toBe('adoptable');
  });

  test('is ours once its adoption was approved, in every later run', () => {
    expect(requireOurs(earlier, { ...us, adopted })).toBe('ours');
    expect(wasOurs(earlier, 'fabrikam', { ...us, adopted })).toBe(true);
  });

  test.each([
    ['another application of that client', { id: '88888888-2222-4333-8444-555555555555' }, {}],
    ['an application of another maker', { createdByAppId: PORTAL }, {}],
    ['one that was adopted by a client id which we have no more', {}, { adoptedBy: EARLIER }],
  ])('lets nobody else in: not %s', (_what, changes, approved) => {
    const known = { ...us, adopted: { ...adopted, ...approved } };

    expect(() => requireOurs({ ...earlier, ...changes }, known)).toThrow('application-of-earlier-client');
  });

  test('is refused when the configuration does not list that client id, also when it was adopted', () => {
    const unlisted = { ...us, earlierClientIds: [], mayAdopt: true, adopted };

    expect(() => requireOurs(earlier, unlisted)).toThrow('application-of-earlier-client');
  });

  test('needs name and tag like every other', () => {
    expect(() => requireOurs({ ...earlier, tags: [] }, { ...us, mayAdopt: true, adopted })).toThrow(
      'application-not-ours',
    );
  });
});

describe('a deleted application', () => {
  test('was ours when our client made it', () => {
    expect(wasOurs(ours, 'fabrikam', us)).toBe(true);
    expect(wasOurs({ ...ours, uniqueName: null }, 'fabrikam', us)).toBe(true);
    expect(wasOurs(ours, 'other', us)).toBe(false);
  });

  test("was a stranger's however it was named", () => {
    expect(wasOurs({ ...ours, createdByAppId: PORTAL }, 'fabrikam', us)).toBe(false);
  });
});
