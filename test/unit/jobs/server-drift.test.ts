import { describe, expect, it } from 'vitest';
import { isAbout, type ServerState, serverDrift } from '../../../src/jobs/steps/drift/server-drift.ts';
import { THUMBPRINT } from '../../support/step-outputs.ts';

const NOW = Date.parse('2026-11-25T09:00:00.000Z');
const HOUR = 3_600_000;
const EXPECTED = { displayName: 'ServiceNow SecOps EXO CBA', thumbprint: THUMBPRINT, minimumModule: '3.2.0' };
const SYSTEM = { sid: 'S-1-5-18', identity: 'NT AUTHORITY\\SYSTEM' };
const SERVICE = { sid: 'S-1-5-21-1', identity: 'CORP\\svc-mid' };
const HELD = { thumbprint: THUMBPRINT, key: 'ok' as const, readers: [SYSTEM, SERVICE] };

function serverWith(changes: Partial<ServerState> = {}): ServerState {
  return {
    name: 'mid2',
    runners: [
      { id: 'mid2-elevated', seen: NOW - 5000 },
      { id: 'mid2-connect', seen: NOW - 5000 },
    ],
    report: { exchangeModuleVersion: '3.10.1', certificates: [HELD] },
    access: { sid: SERVICE.sid, identities: [SYSTEM.identity, SERVICE.identity] },
    ...changes,
  };
}

const reported = (certificates: NonNullable<ServerState['report']>['certificates'], module: string | null = '3.10.1') =>
  serverWith({ report: { exchangeModuleVersion: module, certificates } });
const found = (server: ServerState) => serverDrift(server, EXPECTED, NOW);

describe('what is not as an onboarding left it on a MID server', () => {
  it('is nothing where it is', () => {
    expect(found(serverWith())).toEqual([]);
  });

  it('is not known where the runner has not reported since the onboarding, as one of an earlier release', () => {
    expect(found(serverWith({ report: undefined }))).toEqual([]);
  });

  it.each([
    ['a certificate that is gone', reported([]), /certificate of "ServiceNow.* is gone from mid2/, true],
    [
      'a certificate without its key',
      reported([{ ...HELD, key: 'missing', readers: null }]),
      /private key of the certificate .* is gone from mid2/,
      true,
    ],
    [
      'a service account that may no longer read the key',
      reported([{ ...HELD, readers: [SYSTEM] }]),
      /may no longer read the private key on mid2/,
      true,
    ],
    ['a module that was removed', reported([HELD], null), /is no longer installed on mid2/, false],
    ['a module that is too old', reported([HELD], '3.1.0'), /3\.1\.0; 3\.2\.0 or newer is needed/, false],
    [
      'a runner that is away',
      serverWith({ runners: [{ id: 'mid2-connect', seen: NOW - 25 * HOUR }] }),
      /mid2-connect on mid2 has not been seen since 2026-11-24 08:00 UTC/,
      false,
    ],
    [
      'a runner that was never seen',
      serverWith({ runners: [{ id: 'mid2-connect', seen: undefined }] }),
      /has not been seen at all/,
      false,
    ],
  ])('is %s, and nothing else', (_what, server, text, mendable) => {
    expect(found(server)).toEqual([
      expect.objectContaining({
        text: expect.stringMatching(text),
        grave: false,
        mendable,
        advice: expect.stringMatching(/mid2/),
      }),
    ]);
  });

  it('is grave where somebody else may read the key now', () => {
    const stranger = { sid: 'S-1-5-21-9', identity: 'CORP\\jim' };

    expect(found(reported([{ ...HELD, readers: [SYSTEM, SERVICE, stranger] }]))).toEqual([
      expect.objectContaining({ grave: true, mendable: false, text: expect.stringMatching(/^CORP\\jim may read/) }),
    ]);
  });

  it('is not asked of a key in the own store of its account, which nobody else reads', () => {
    const own = serverWith({
      access: undefined,
      report: { exchangeModuleVersion: '3.10.1', certificates: [{ ...HELD, readers: null }] },
    });

    expect(found(own)).toEqual([]);
  });

  it('compares versions number by number', () => {
    for (const good of ['3.2.0', '3.10.0', '4.0', '3.2.0.1']) expect(found(reported([HELD], good))).toEqual([]);
    for (const old of ['3.1.9', '2.10.0', '3.0']) expect(found(reported([HELD], old))).toHaveLength(1);
  });

  it('tells which server it is about by its id, whatever the names are like', () => {
    const [finding] = found(reported([HELD], null));

    expect(isAbout(finding?.id ?? '', 'mid2')).toBe(true);
    expect(isAbout(finding?.id ?? '', 'mid')).toBe(false);
  });
});
