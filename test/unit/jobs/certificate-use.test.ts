import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { GraphFailure } from '../../../src/graph/failures/graph-failure.ts';
import { readUse } from '../../../src/jobs/steps/entra/certificates/use.ts';

const OLD = { thumbprint: 'A'.repeat(40), keyId: '11111111-1111-4111-8111-111111111111' };
const NEW = { thumbprint: 'B'.repeat(40), keyId: '22222222-2222-4222-8222-222222222222' };
const SINCE = new Date('2027-10-01T00:00:00Z');

const denied = new GraphFailure({ origin: 'graph', status: 403, code: 'x', message: 'no premium licence' });

/** Graph as far as the two logs go: what each answers, or how it refuses. */
function graphOf(signIns: object[] | GraphFailure, activity: object[] | GraphFailure = denied) {
  return {
    url: 'https://graph.example',
    async getAll<S extends z.ZodType>(path: string, schema: S): Promise<z.infer<S>[]> {
      const answer = path.includes('/auditLogs/') ? signIns : activity;
      if (answer instanceof GraphFailure) throw answer;
      return answer.map((each) => schema.parse(each));
    },
  };
}

const use = (...logs: Parameters<typeof graphOf>) =>
  readUse(graphOf(...logs), { appId: 'app', keep: NEW, old: [OLD], since: SINCE });
const signIn = (key: { keyId?: string; thumbprint?: string }, at = '2027-10-03T14:55:00Z') => ({
  createdDateTime: at,
  ipAddress: '203.0.113.2',
  servicePrincipalCredentialKeyId: key.keyId ?? null,
  servicePrincipalCredentialThumbprint: key.thumbprint ?? null,
});
const lastUse = (keyId: string, lastSignInDateTime: string) => ({ keyId, signInActivity: { lastSignInDateTime } });

describe('the use of the old certificate', () => {
  test('is what the sign-in log says, by key or by thumbprint', async () => {
    for (const key of [{ keyId: OLD.keyId.toUpperCase() }, { thumbprint: OLD.thumbprint.toLowerCase() }]) {
      expect(await use([signIn(NEW), signIn(key)])).toMatchObject({
        proof: 'sign-in-log',
        last: { at: Date.parse('2027-10-03T14:55:00Z'), address: '203.0.113.2' },
      });
    }
  });

  test('is over where the log shows the new certificate alone', async () => {
    expect(await use([signIn(NEW)])).toEqual({ proof: 'sign-in-log', last: undefined });
  });

  test.each<[string, Parameters<typeof graphOf>]>([
    ['nothing at all', [[]]],
    ['sign-ins without their credential, as national clouds do', [[signIn({}), signIn({})]]],
    ['nothing that may be read', [denied, denied]],
    ['a report without a line for the old key', [denied, [lastUse(NEW.keyId, '2027-10-05T00:00:00Z')]]],
    ['a report without use of the new key', [denied, [lastUse(OLD.keyId, '2027-09-01T00:00:00Z')]]],
    ['a report without moments', [denied, [{ keyId: OLD.keyId }, { keyId: NEW.keyId, signInActivity: null }]]],
  ])('is not known, which is not "unused", where the tenant shows %s', async (_what, logs) => {
    expect(await use(...logs)).toEqual({ proof: 'person', last: undefined });
  });

  test('is what the report says where there is no log', async () => {
    const fresh = lastUse(NEW.keyId, '2027-10-05T00:00:00Z');

    expect(await use(denied, [lastUse(OLD.keyId, '2027-09-20T00:00:00Z'), fresh])).toEqual({
      proof: 'activity-report',
      last: undefined,
    });
    expect(await use(denied, [lastUse(OLD.keyId, '2027-10-04T00:00:00Z'), fresh])).toMatchObject({
      proof: 'activity-report',
      last: { at: Date.parse('2027-10-04T00:00:00Z') },
    });
  });

  test('is asked again later when Graph is busy: that says nothing', async () => {
    const busy = new GraphFailure({ origin: 'graph', status: 429, code: 'x', message: 'too many requests' });

    await expect(use(busy)).rejects.toBe(busy);
  });
});
