import { describe, expect, test } from 'vitest';
import { isRemoval } from '../../../src/contracts/approval/approval.ts';
import { signDecision } from '../../../src/contracts/approval/decision.ts';
import { StepFailure } from '../../../src/contracts/errors.ts';
import { jobId } from '../../../src/contracts/job.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import type { JobRef, PrivilegedStepName } from '../../../src/contracts/steps/index.ts';
import { createSigningKey, publicSigningKey } from '../../../src/contracts/trust/signing.ts';
import { GraphFailure } from '../../../src/graph/failures/graph-failure.ts';
import { createGuard, type GuardDependencies } from '../../../src/jobs/guard/guard.ts';
import type { FollowUp, Privilege } from '../../../src/jobs/guard/privilege.ts';
import { subjectChanged } from '../../../src/jobs/guard/refusals.ts';
import { findStep, type Run, type RunRequest } from '../../../src/runs/run.ts';
import { decisionOn } from '../../support/approving.ts';
import { configOf } from '../../support/guard.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, MIA, makeRequest, makeServers, RULES, TENANT_ID } from '../../support/run-request.ts';
import { FRESH, THUMBPRINT } from '../../support/step-outputs.ts';

const HOUR = 3_600_000;
const botKey = await createSigningKey();
const stranger = await createSigningKey();
const CLIENT = FRESH['register-application'].createdByAppId;
const { applicationId } = FRESH['register-application'];
const { servicePrincipalId } = FRESH['create-enterprise-application'];
const onApplication = { tenantId: TENANT_ID, applicationId, servicePrincipalId };
const EARLIER = 'ea211e12-0000-4000-8000-000000000001';
const ADA = { id: '0d9a1b2c-0000-4000-8000-000000000009', name: 'Ada Admin' };
/** What takes away, or gives back later, has files of its own. */
type Kind = Exclude<
  PrivilegedStepName,
  FollowUp['kind'] | 'remove-from-exchange' | 'remove-rights' | 'delete-application'
>;
const PRIVILEGES = {
  'adopt-application': { kind: 'adopt-application', ...onApplication },
  'grant-consent': { kind: 'grant-consent', ...onApplication, permissions: REQUIRED_PERMISSIONS },
  'assign-role': { kind: 'assign-role', ...onApplication },
  'attach-certificate': { kind: 'attach-certificate', ...onApplication, thumbprint: THUMBPRINT, days: 365 },
  'share-certificate': { kind: 'share-certificate', tenantId: TENANT_ID, server: 'mid2', thumbprint: THUMBPRINT },
} as const satisfies Record<Kind, Privilege>;

/** A run that Jon has approved, its privileged steps with the workers. */
async function approved(
  changes: Partial<RunRequest> = {},
  decided: Partial<Parameters<typeof signDecision>[0]> = {},
  outputs: typeof FRESH = FRESH,
) {
  const driver = new RunDriver(makeRequest(changes), outputs);
  driver.finishAll();
  const event = await decisionOn(driver.run, botKey);
  if (event.type !== 'approval-decided') throw new Error('no decision');
  const { gate } = driver.run;
  const claims = {
    iss: 'bot',
    jti: 'x',
    iat: Math.floor(Date.now() / 1000),
    run: driver.run.id,
    round: gate?.round ?? 0,
    subject: gate?.planHash ?? '',
    decision: 'approve',
    by: { id: JON.id, name: JON.name },
    ...decided,
  } as const;
  driver.apply({ ...event, statement: await signDecision(claims, botKey) });
  return driver;
}

function jobOf(run: Run, step: string) {
  const attempt = findStep(run, step)?.attempt ?? 0;
  return { run: run.id, step, attempt, id: jobId(run.id, step, attempt) };
}

function guardOf(run: Run | undefined, changes: Partial<GuardDependencies> = {}) {
  const used: unknown[] = [];
  const authorize = createGuard({
    findRun: async () => run,
    config: configOf(),
    clientId: CLIENT,
    botKeys: [publicSigningKey(botKey)],
    isApprover: async (id) => id === JON.id,
    isAdmin: async () => false,
    isSuspended: async () => false,
    doubts: async () => [],
    refused: async () => undefined,
    remember: async (use) => {
      used.push(use);
      return used.length === 1;
    },
    now: () => Date.now(),
    ...changes,
  });
  return { authorize, used };
}

/** Code and sentence of the refusal; fails when nothing was refused, or when it was noted as used. */
async function refusal(
  run: Run | undefined,
  kind: Kind,
  changes: Partial<GuardDependencies> = {},
  privilege: Privilege = PRIVILEGES[kind],
  job?: JobRef,
) {
  const { authorize, used } = guardOf(run, changes);
  try {
    const step = kind === 'share-certificate' ? 'share-certificate@mid2' : kind;
    await authorize(job ?? jobOf(run ?? (await approved()).run, step), privilege);
  } catch (error) {
    if (!(error instanceof StepFailure)) throw error;
    expect(used).toEqual([]);
    return `${error.error.code}: ${error.error.message}`;
  }
  throw new Error('it was allowed');
}

const KINDS = ['grant-consent', 'assign-role', 'attach-certificate', 'share-certificate'] as const;

describe('an approved run', () => {
  test.each(KINDS)('may %s, once', async (kind) => {
    const { run } = await approved();
    const { authorize, used } = guardOf(run);
    const job = jobOf(run, kind === 'share-certificate' ? 'share-certificate@mid2' : kind);

    const { subject } = await authorize(job, PRIVILEGES[kind]);

    expect(subject).toMatchObject({ run: 'contoso-1', application: { id: applicationId } });
    expect(used).toEqual([expect.objectContaining({ job, by: { id: JON.id, name: JON.name } })]);
  });

  test('may not use one job twice', async () => {
    const { run } = await approved();
    const { authorize } = guardOf(run);
    const job = jobOf(run, 'assign-role');
    await authorize(job, PRIVILEGES['assign-role']);

    await expect(authorize(job, PRIVILEGES['assign-role'])).rejects.toThrow('job-used');
  });

  test.each(KINDS)('may not %s while its tenant is suspended', async (kind) => {
    const { run } = await approved();

    expect(await refusal(run, kind, { isSuspended: async (id) => id === TENANT_ID })).toBe(
      'tenant-suspended: Nothing was written: {tenant} is suspended.',
    );
  });

  test('may have the same job dispatched twice', async () => {
    const { run } = await approved();
    const { authorize } = guardOf(run);
    const job = jobOf(run, 'share-certificate@mid2');
    await authorize(job, PRIVILEGES['share-certificate']);

    await expect(authorize(job, PRIVILEGES['share-certificate'])).resolves.toBeDefined();
  });
});

describe('a refusal', () => {
  test('is told with what was known of the approval by then', async () => {
    const told: unknown[] = [];
    const refused = async (refusal: unknown) => void told.push(refusal);
    const { run } = await approved();
    const job = jobOf(run, 'assign-role');
    const privilege = PRIVILEGES['assign-role'];
    const late = { refused, now: () => Date.now() + 5 * HOUR };

    await refusal(run, 'assign-role', late);
    await refusal(undefined, 'assign-role', { refused }, privilege, job);

    const by = { id: JON.id, name: JON.name };
    expect(told[0]).toMatchObject({
      job,
      privilege,
      error: { code: 'approval-outdated' },
      subject: run.gate?.planHash,
      by,
    });
    expect(told[1]).toEqual({ job, privilege, error: expect.objectContaining({ code: 'run-not-open' }) });
  });

  test('follows from what changed in the tenant, before the privilege counts as used', async () => {
    const told: unknown[] = [];
    const { run } = await approved();
    const { authorize, used } = guardOf(run, { refused: async (refusal) => void told.push(refusal) });
    const job = jobOf(run, 'assign-role');
    const changed = () => {
      throw subjectChanged(['there is now owner "Mallory"']);
    };

    await expect(authorize(job, PRIVILEGES['assign-role'], changed)).rejects.toThrow('subject-changed');

    expect(used).toEqual([]);
    expect(told).toMatchObject([{ error: { code: 'subject-changed' } }]);
    await expect(authorize(job, PRIVILEGES['assign-role'])).resolves.toBeDefined();
  });
});

describe('a run or an attempt that is not under way', () => {
  test('cannot when somebody cancels while the approver is looked up', async () => {
    const driver = await approved();
    const before = driver.run;
    driver.apply({ type: 'cancel', by: MIA });
    const looks = [before, driver.run];

    const said = await refusal(before, 'assign-role', { findRun: async () => looks.shift() });

    expect(said).toMatch(/^run-not-open: .*is cancelled/);
  });

  test.each(KINDS)('cannot %s: unreadable or rolled back', async (kind) => {
    expect(await refusal(undefined, kind)).toMatch(/^run-not-open: .*cannot be read/);
  });

  test('cannot after Cancel, although the job was put back', async () => {
    const driver = await approved();
    driver.apply({ type: 'cancel', by: MIA });

    expect(await refusal(driver.run, 'grant-consent')).toMatch(/^run-not-open: .*is cancelled/);
  });

  test('cannot after its end', async () => {
    const driver = await approved();
    const job = jobOf(driver.run, 'grant-consent');
    driver.finishAll();

    expect(await refusal(driver.run, 'grant-consent', {}, PRIVILEGES['grant-consent'], job)).toMatch(
      /^run-not-open: .*is finished/,
    );
  });

  test('cannot with the job of an earlier attempt', async () => {
    const driver = await approved();
    const job = jobOf(driver.run, 'assign-role');
    driver.fail('assign-role', { kind: 'transient' });

    expect(await refusal(driver.run, 'assign-role', {}, PRIVILEGES['assign-role'], job)).toMatch(/^run-not-open/);
  });

  test('cannot with the job of another step or under another id', async () => {
    const { run } = await approved();
    const other = jobOf(run, 'attach-certificate');
    const renamed = { ...jobOf(run, 'assign-role'), id: 'contoso-1.assign-role.7' };

    expect(await refusal(run, 'assign-role', {}, PRIVILEGES['assign-role'], other)).toMatch(/^run-not-open/);
    expect(await refusal(run, 'assign-role', {}, PRIVILEGES['assign-role'], renamed)).toMatch(/^run-not-open/);
  });
});

describe('an approval', () => {
  test('that nobody gave', async () => {
    const driver = new RunDriver(makeRequest());
    driver.finishAll();
    const steps = driver.run.steps.map((step) =>
      step.id === 'assign-role' ? ({ ...step, state: 'queued', attempt: 1 } as const) : step,
    );

    expect(await refusal({ ...driver.run, steps }, 'assign-role')).toMatch(/^approval-missing: .*nobody has approved/);
  });

  test.each([
    ['another run', { run: 'contoso-2' }],
    ['another round', { round: 2 }],
    ['another subject', { subject: 'x'.repeat(43) }],
    ['nothing: it was declined', { decision: 'decline' as const }],
  ])('for %s counts for nothing', async (_what, decided) => {
    expect(await refusal((await approved({}, decided)).run, 'assign-role')).toMatch(/^approval-missing: .*not proved/);
  });

  test('that another key signed counts for nothing', async () => {
    const { run } = await approved();

    expect(await refusal(run, 'assign-role', { botKeys: [publicSigningKey(stranger)] })).toMatch(/^approval-missing/);
  });

  test('of 2020 is over, and so is one of yesterday and one of tomorrow', async () => {
    const old = await approved({}, { iat: Date.parse('2020-01-01') / 1000 });
    const { run } = await approved();

    expect(await refusal(old.run, 'assign-role')).toMatch(/^approval-outdated/);
    expect(await refusal(run, 'assign-role', { now: () => Date.now() + 5 * HOUR })).toMatch(/^approval-outdated/);
    expect(await refusal(run, 'assign-role', { now: () => Date.now() - 5 * HOUR })).toMatch(/in the future/);
  });

  test('counts for as long as this process says, not as the run says', async () => {
    const { run } = await approved({ approval: { ...RULES, validForMs: 1000 * HOUR } });

    expect(await refusal(run, 'assign-role', { now: () => Date.now() + 5 * HOUR })).toMatch(/^approval-outdated/);
  });

  test('by somebody who is no approver any more', async () => {
    const { run } = await approved();

    expect(await refusal(run, 'assign-role', { isApprover: async () => false })).toMatch(
      /^approver-not-allowed: .*Jon Berg.*no longer an approver/,
    );
  });

  test('by the requester counts for nothing, whatever the run says of four eyes', async () => {
    const rules = { ...RULES, fourEyes: false };
    const { run } = await approved({ approval: rules }, { by: { id: MIA.id, name: 'Somebody else' } });

    expect(await refusal(run, 'assign-role', { isApprover: async () => true })).toMatch(/^approver-not-allowed/);
  });

  test('by somebody whose groups cannot be read waits for a person', async () => {
    const { run } = await approved();
    const isApprover = async () => {
      throw new GraphFailure({ origin: 'graph', status: 403, code: 'Authorization_RequestDenied', message: 'no' });
    };

    expect(await refusal(run, 'assign-role', { isApprover })).toMatch(/^approver-not-readable/);
  });

  test('by a click counts for nothing where a sign-in is asked for', async () => {
    const { run } = await approved();
    const config = configOf();
    const strict = { ...config, approval: { ...config.approval, proof: 'sign-in' as const } };

    expect(await refusal(run, 'assign-role', { config: strict })).toMatch(/^approval-missing/);
  });

  test('by a sign-in counts when Entra signed the hash of the subject', async () => {
    const { run } = await approved();
    const { gate } = run;
    if (!gate?.evidence) throw new Error('not approved');
    const signedIn = { ...run, gate: { ...gate, evidence: { ...gate.evidence, idToken: 'token of Entra' } } };
    const config = configOf();
    const strict = { ...config, approval: { ...config.approval, proof: 'sign-in' as const } };
    const seen: string[] = [];
    const verifySignIn = async (token: string, hash: string) => {
      seen.push(token, hash);
      return { id: JON.id, name: JON.name, at: Date.now() };
    };

    await guardOf(signedIn, { config: strict, verifySignIn }).authorize(
      jobOf(run, 'assign-role'),
      PRIVILEGES['assign-role'],
    );

    expect(seen).toEqual(['token of Entra', gate.planHash]);
  });

  test('for other facts than the run has now', async () => {
    const driver = await approved();
    const output = { ...FRESH['register-application'], appId: '99999999-1111-4222-8333-444455556666' };
    const steps = driver.run.steps.map((step) => (step.id === 'register-application' ? { ...step, output } : step));

    expect(await refusal({ ...driver.run, steps }, 'assign-role')).toMatch(/^subject-changed/);
  });

  test('whose subject was exchanged in the store', async () => {
    const { run } = await approved();
    const { gate } = run;
    if (!gate?.evidence || isRemoval(gate.evidence.subject)) throw new Error('not approved');
    const subject = { ...gate.evidence.subject, role: null };
    const forged = { ...run, gate: { ...gate, evidence: { ...gate.evidence, subject } } };

    expect(await refusal(forged, 'attach-certificate')).toMatch(/^subject-changed/);
  });
});

describe('what was not approved', () => {
  test.each<[string, Kind, Partial<Privilege>]>([
    ['another tenant', 'grant-consent', { tenantId: '2b9f6e11-8c40-4d3a-b1f7-5a0e93d7c6b2' }],
    ['another enterprise application', 'assign-role', { servicePrincipalId: applicationId }],
    ['another application', 'attach-certificate', { applicationId: servicePrincipalId }],
    ['another certificate', 'attach-certificate', { thumbprint: 'A'.repeat(40) }],
    ['a server that is none of them', 'share-certificate', { server: 'mid7' }],
    ['another certificate for a server', 'share-certificate', { thumbprint: 'A'.repeat(40) }],
  ])('is not given: %s', async (_what, kind, change) => {
    const { run } = await approved();
    const privilege = Object.assign({}, PRIVILEGES[kind], change);

    expect(await refusal(run, kind, {}, privilege)).toMatch(/^approval-missing/);
  });

  test('is not given: one permission more', async () => {
    const { run } = await approved();
    const tier0 = {
      resourceAppId: '00000003-0000-0000-c000-000000000000',
      resourceName: 'Microsoft Graph',
      appRoleId: '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8',
      value: 'RoleManagement.ReadWrite.Directory',
      meaning: 'read calendars',
    };
    const privilege = { ...PRIVILEGES['grant-consent'], permissions: [...REQUIRED_PERMISSIONS, tier0] };

    expect(await refusal(run, 'grant-consent', {}, privilege)).toMatch(/RoleManagement.ReadWrite.Directory/);
  });
});

describe('what the own configuration does not say', () => {
  const config = configOf();

  test('is not given: a permission that an approver was shown with an innocent meaning', async () => {
    const [exchange] = REQUIRED_PERMISSIONS;
    const application = { ...config.application, permissions: exchange ? [exchange] : [] };
    const { run } = await approved();

    expect(await refusal(run, 'grant-consent', { config: { ...config, application } })).toMatch(
      /^not-configured: .*does not list Mail.ReadWrite/,
    );
  });

  test.each<[string, Partial<RunRequest>, RegExp]>([
    ['another deployment key', { deploymentKey: 'northwind' }, /deployment key is fabrikam/],
    ['servers of another group', { serverGroup: 'apac' }, /servers of apac may not hold/],
    ['a server that is not in the group', { servers: makeServers(3) }, /emea has no server mid3/],
    [
      'another account',
      { servers: makeServers(2).map((each) => ({ ...each, serviceAccount: 'CORP\\mallory' })) },
      /has no server mid1 with the account CORP/,
    ],
    [
      'another primary',
      {
        servers: makeServers(2)
          .toReversed()
          .map((each, at) => ({ ...each, primary: at === 0 })),
      },
      /not the primary/,
    ],
  ])('is not given: %s', async (_what, asked, text) => {
    expect(await refusal((await approved(asked)).run, 'attach-certificate')).toMatch(text);
  });

  test('is not given: another tenant under the name of a configured one', async () => {
    const tenants = { contoso: { id: '2b9f6e11-8c40-4d3a-b1f7-5a0e93d7c6b2' } };
    const { run } = await approved();

    expect(await refusal(run, 'assign-role', { config: { ...config, tenants } })).toMatch(
      /^not-configured: .*contoso is/,
    );
  });

  test('is not given: mode full in a tenant that is set to link', async () => {
    const tenants = { contoso: { id: TENANT_ID, mode: 'link' as const } };
    const { run } = await approved();

    expect(await refusal(run, 'assign-role', { config: { ...config, tenants } })).toMatch(/set to mode link/);
  });

  test('is not given: another name of the application', async () => {
    const application = { ...config.application, displayName: 'Something else' };
    const { run } = await approved();

    expect(await refusal(run, 'assign-role', { config: { ...config, application } })).toMatch(
      /is called "Something else"/,
    );
  });

  test('is not given: an application that another client made', async () => {
    const { run } = await approved();

    expect(await refusal(run, 'assign-role', { clientId: applicationId })).toMatch(/not made by this bot/);
  });

  test('is not given: a certificate that is valid for longer', async () => {
    const certificate = { ...config.certificate, days: 90 };
    const { run } = await approved();

    expect(await refusal(run, 'attach-certificate', { config: { ...config, certificate } })).toMatch(
      /certificate.days is 90/,
    );
  });
});

describe('an application that an earlier client id made', () => {
  const OF_EARLIER = {
    ...FRESH,
    'register-application': {
      ...FRESH['register-application'],
      displayName: 'exo of old',
      createdByAppId: EARLIER,
      adoptedBy: CLIENT,
      created: false,
    },
  };
  const { application } = configOf();
  const rules = {
    config: configOf({ application: { ...application, earlierClientIds: [EARLIER] } }),
    isAdmin: async (id: string) => id === ADA.id,
  };
  const asked = { adopt: true, requester: ADA } as const;

  test('is taken over, then given what was approved, in a run that an admin asked for', async () => {
    const driver = await approved(asked, {}, OF_EARLIER);
    const { authorize } = guardOf(driver.run, rules);
    await authorize(jobOf(driver.run, 'adopt-application'), PRIVILEGES['adopt-application']);
    expect(driver.active()).toEqual(['adopt-application', 'share-certificate@mid2']);

    driver.finish('adopt-application', { changed: true });
    const after = guardOf(driver.run, rules);

    const { subject } = await after.authorize(jobOf(driver.run, 'assign-role'), PRIVILEGES['assign-role']);
    expect(subject.application).toMatchObject({ createdByAppId: EARLIER, adoptedBy: CLIENT });
  });

  test.each([
    ['when the requester is no admin by the configuration of jobs', {}, { isAdmin: async () => false }, /Ada Admin/],
    ['in a run that is not for adopting', { adopt: undefined }, {}, /nobody asked to adopt/],
    ['when jobs does not know that client id', {}, { config: configOf() }, /earlierClientIds does not list ea211e12/],
    ['when jobs has another client id by now', {}, { clientId: EARLIER }, /not made by this bot/],
  ])('is given nothing %s', async (_what, changes, otherRules, why) => {
    const { adopt, ...rest } = { ...asked, ...changes };
    const request = adopt ? { ...rest, adopt } : rest;
    const driver = await approved(request, {}, OF_EARLIER);
    if (adopt) {
      const said = await refusal(driver.run, 'adopt-application', { ...rules, ...otherRules });
      expect(said).toMatch(/^not-configured/);
      driver.finish('adopt-application', { changed: true });
    }

    const said = await refusal(driver.run, 'assign-role', { ...rules, ...otherRules });

    expect(said).toMatch(/^not-configured/);
    expect(said).toMatch(why);
  });

  test('is not taken over under an approval whose card did not say so', async () => {
    const { run } = await approved(asked, {}, OF_EARLIER);
    const { evidence } = (await approved(asked)).run.gate ?? {};
    if (!run.gate || !evidence) throw new Error('it was not approved');

    const swapped = { ...run, gate: { ...run.gate, evidence } };

    expect(await refusal(swapped, 'adopt-application', rules)).toMatch(/^subject-changed/);
  });

  test('that the tenant adopted before needs no admin again, another one does', async () => {
    const first = await approved(asked, {}, OF_EARLIER);
    first.finishAll();
    const earlier = first.run.gate?.evidence ?? null;
    const again = { earlier, approval: { ...RULES, renewals: 'ask' } } as const;

    const known = await approved(again, {}, OF_EARLIER);
    const other = { ...OF_EARLIER['register-application'], applicationId: '88888888-1111-4111-8111-111111111111' };
    const twin = await approved(again, {}, { ...OF_EARLIER, 'register-application': other });

    const job = jobOf(known.run, 'assign-role');
    await expect(guardOf(known.run, rules).authorize(job, PRIVILEGES['assign-role'])).resolves.toBeDefined();
    const onTwin = { ...PRIVILEGES['assign-role'], applicationId: other.applicationId };
    expect(await refusal(twin.run, 'assign-role', rules, onTwin)).toMatch(/nobody asked to adopt/);
  });
});

describe('what the bot wrote into the run', () => {
  test.each<[string, (request: RunRequest) => Partial<RunRequest>, RegExp]>([
    [
      "another customer's runner under the name of the second server",
      ({ servers }) => ({
        servers: servers.map((each, at) => (at === 1 ? { ...each, elevated: 'mid7-elevated' } : each)),
      }),
      /mid7-elevated and mid2-connect are not the runners of mid2/,
    ],
    [
      'another store, whose certificates another runner keeps',
      ({ certificate }) => ({ certificate: { ...certificate, storeLocation: 'CurrentUser' } }),
      /certificate\.storeLocation is LocalMachine/,
    ],
  ])('gives nothing to anybody: %s', async (_what, change, why) => {
    const { run } = await approved();
    const forged = { ...run, request: { ...run.request, ...change(run.request) } };

    for (const kind of ['share-certificate', 'attach-certificate'] as const) {
      const said = await refusal(forged, kind);
      expect(said).toMatch(/^not-configured/);
      expect(said).toMatch(why);
    }
  });

  test('does not let an approval cover renewals that jobs is configured to ask about', async () => {
    const { run } = await approved();
    const { approval } = configOf();
    const config = configOf({ approval: { ...approval, renewals: 'ask' } });

    expect(await refusal(run, 'attach-certificate', { config })).toMatch(/^not-configured: .*approval.renewals is ask/);
  });

  test('is refused when no worker answered it', async () => {
    const { run } = await approved();
    const doubts = async () => ['create-certificate: something else was answered'];

    expect(await refusal(run, 'attach-certificate', { doubts })).toMatch(/^output-not-vouched: .*create-certificate/);
  });
});
