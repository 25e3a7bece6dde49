import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  auditEntry,
  byUser,
  describeKeys,
  SECRETS_CHANGED,
} from '../../../demo/standins/entra/state/directory-audits.ts';
import type { OtherHolder } from '../../../src/contracts/approval/approval.ts';
import { addedBy, DirectoryAudit } from '../../../src/jobs/steps/drift/added-by.ts';
import { trustOf } from '../../../src/jobs/steps/entra/facts/holders.ts';

const APPLICATION = randomUUID();
const AT = new Date('2026-12-03T22:41:10.000Z');
const KEY = { keyId: randomUUID(), displayName: 'backup-tool' };

function holder(kind: OtherHolder['kind'], id: string): OtherHolder {
  return { kind, on: 'application', id, text: 'something' };
}

interface Change {
  readonly what?: string;
  readonly property?: string;
  readonly before?: string;
  readonly after?: string;
  readonly by?: ReturnType<typeof byUser>;
  readonly at?: Date;
  readonly result?: 'success' | 'failure';
  readonly also?: string;
}

function change({ what = SECRETS_CHANGED, property = 'KeyDescription', ...rest }: Change): DirectoryAudit {
  const { before = '[]', after = '[]', by = byUser('admin@contoso.com'), at = AT, result = 'success', also } = rest;
  const modifiedProperties = [{ displayName: property, oldValue: before, newValue: after }];
  const targets = [
    { id: APPLICATION, type: 'Application', modifiedProperties },
    ...(also ? [{ id: also, type: 'User', modifiedProperties: [] }] : []),
  ];
  return DirectoryAudit.parse(auditEntry({ what, targets, by, at, result }));
}

const CERTIFICATE = holder('certificate', `${KEY.keyId} ABCD`);
const ADDED = 'added by "admin@contoso.com" on 2026-12-03 at 22:41 UTC';

describe('who added', () => {
  it('a certificate or a secret is who changed the list so that it has the key', () => {
    const before = describeKeys([{ keyId: randomUUID(), displayName: 'exo' }]);
    const entry = change({ before, after: describeKeys([KEY]) });

    expect(addedBy(CERTIFICATE, [entry])).toBe(ADDED);
    expect(addedBy(holder('client-secret', KEY.keyId), [entry])).toBe(ADDED);
  });

  it('an owner is who gave the ownership', () => {
    const owner = randomUUID();

    expect(addedBy(holder('owner', owner), [change({ what: 'Add owner to application', also: owner })])).toBe(ADDED);
    expect(addedBy(holder('owner', owner), [change({ what: 'Remove owner from application', also: owner })])).toBe(
      undefined,
    );
  });

  it('a federated credential is who made it trust whom it trusts now', () => {
    const trusts = (subject: string) =>
      JSON.stringify([{ Name: 'ci', Issuer: 'https://ci.example', Subject: subject }]);
    const trust = trustOf({ issuer: 'https://ci.example', subject: 'repo:evil' });
    const property = 'FederatedIdentityCredentials';
    const what = 'Update application';
    const first = change({ what, property, after: trusts('repo:ours'), by: byUser('jon@contoso.com') });
    const later = change({ what, property, before: trusts('repo:ours'), after: trusts('repo:evil') });

    expect(addedBy(holder('federated-credential', `${randomUUID()} ${trust}`), [first, later])).toBe(ADDED);
  });

  it('is the last of several, and an application by its name', () => {
    const by = { user: null, app: { appId: randomUUID(), displayName: 'Terraform' } };
    const at = new Date('2026-12-04T08:00:00.000Z');
    const entries = [change({ after: describeKeys([KEY]) }), change({ after: describeKeys([KEY]), by, at })];

    expect(addedBy(CERTIFICATE, entries)).toBe('added by the application "Terraform" on 2026-12-04 at 08:00 UTC');
  });

  it('is nobody who only left it there, failed, or gave another credential a name that looks like it', () => {
    const after = describeKeys([KEY]);
    const posing = describeKeys([{ keyId: randomUUID(), displayName: `x][KeyIdentifier=${KEY.keyId},` }]);

    for (const entry of [
      change({ before: after, after }),
      change({ after, result: 'failure' }),
      change({ after: posing }),
    ])
      expect(addedBy(CERTIFICATE, [entry])).toBeUndefined();
  });

  it('cannot say more than a name between quotation marks', () => {
    const by = byUser(`admin" on 2020-01-01, known to exo. ${'x'.repeat(200)}`);

    const said = addedBy(CERTIFICATE, [change({ after: describeKeys([KEY]), by })]) ?? '';

    expect(said.match(/"/g)).toHaveLength(2);
    expect(said.length).toBeLessThan(120);
  });

  it('is not known where the entries have a form that nobody knows', () => {
    for (const after of ['not JSON', '{}', '7', '"[KeyIdentifier="'])
      expect(addedBy(CERTIFICATE, [change({ after })])).toBeUndefined();
  });
});
