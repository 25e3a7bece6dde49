import { describe, expect, test } from 'vitest';
import { signDecision } from '../../../src/contracts/approval/decision.ts';
import { type GroupApproval, groupApproval, hashGroup } from '../../../src/contracts/approval/group.ts';
import { jobId } from '../../../src/contracts/job.ts';
import { createSigningKey } from '../../../src/contracts/trust/signing.ts';
import { findStep, type Run } from '../../../src/runs/run.ts';
import { guardOf } from '../../support/guard.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { JON, MIA, makeRequest, TENANT_ID } from '../../support/run-request.ts';
import { FRESH } from '../../support/step-outputs.ts';

const botKey = await createSigningKey();
const GROUP = 'group_7';
const tenant = { id: `a${TENANT_ID.slice(1)}`, domain: 'adatum.com', label: 'adatum', cloud: 'global' } as const;

/** Contoso and adatum, each at its gate. */
function twoAtTheirGates() {
  const contoso = new RunDriver(makeRequest());
  const adatum = new RunDriver(makeRequest({ tenant }));
  for (const each of [contoso, adatum]) each.finishAll();
  return { contoso, adatum };
}

const hashOf = ({ run }: RunDriver) => run.gate?.planHash ?? '';

function sign(list: GroupApproval, changes: Partial<Parameters<typeof signDecision>[0]> = {}) {
  const iat = Math.floor(Date.now() / 1000);
  const by = { id: JON.id, name: JON.name };
  const about = { run: list.group, round: list.round, subject: hashGroup(list) };
  return signDecision({ iss: 'bot', jti: 'x', iat, ...about, decision: 'approve', by, ...changes }, botKey);
}

/** What jobs does once the group is approved. */
function release(driver: RunDriver, group: GroupApproval, statement: string, by = JON) {
  const { round, planHash } = driver.run.gate ?? { round: 0, planHash: '' };
  const said = { decision: 'approve', by, round, planHash, statement, idToken: null, group } as const;
  return driver.apply({ type: 'approval-decided', ...said });
}

async function assignRole(run: Run): Promise<string> {
  const attempt = findStep(run, 'assign-role')?.attempt ?? 0;
  const job = { run: run.id, step: 'assign-role', attempt, id: jobId(run.id, 'assign-role', attempt) };
  const subject = run.gate?.subject;
  if (!subject || !('certificate' in subject)) throw new Error('no subject');
  const { id: applicationId, servicePrincipalId } = subject.application;
  const privilege = {
    kind: 'assign-role',
    tenantId: run.request.tenant.id,
    applicationId,
    servicePrincipalId,
  } as const;
  try {
    const { createdByAppId: clientId } = FRESH['register-application'];
    await guardOf({ get: async () => run }, botKey, { clientId })(job, privilege);
    return 'allowed';
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  }
}

/** The run with another approval written into its record, as whoever holds the seal key could do. */
function forged(run: Run, evidence: Partial<NonNullable<NonNullable<Run['gate']>['evidence']>>): Run {
  if (!run.gate?.evidence) throw new Error('not approved');
  return { ...run, gate: { ...run.gate, evidence: { ...run.gate.evidence, ...evidence } } };
}

describe('one approval for several runs', () => {
  test('lets each run on the list do what stood on the card', async () => {
    const { contoso, adatum } = twoAtTheirGates();
    const list = groupApproval(GROUP, 1, [hashOf(adatum), hashOf(contoso)]);
    const statement = await sign(list);
    for (const each of [contoso, adatum]) expect(release(each, list, statement).refusal).toBeUndefined();

    expect(await assignRole(contoso.run)).toBe('allowed');
    expect(await assignRole(adatum.run)).toBe('allowed');
  });

  test('is not taken by a run that it does not name', async () => {
    const { contoso, adatum } = twoAtTheirGates();
    const list = groupApproval(GROUP, 1, [hashOf(contoso)]);

    expect(release(adatum, list, await sign(list)).refusal).toBe('plan-changed');
  });

  test('gives nothing to a run whose record claims it and which it does not name', async () => {
    const { contoso, adatum } = twoAtTheirGates();
    const list = groupApproval(GROUP, 1, [hashOf(contoso)]);
    const statement = await sign(list);
    const own = groupApproval(GROUP, 1, [hashOf(adatum)]);
    release(adatum, own, await sign(own));

    expect(await assignRole(forged(adatum.run, { statement, group: list }))).toContain('approval-missing');
  });

  test('gives nothing where the list was changed after the approval', async () => {
    const { contoso, adatum } = twoAtTheirGates();
    const list = groupApproval(GROUP, 1, [hashOf(contoso)]);
    const longer = groupApproval(GROUP, 1, [hashOf(contoso), hashOf(adatum)]);
    // The rules take the list as it comes; the guard asks what was signed.
    expect(release(adatum, longer, await sign(list)).refusal).toBeUndefined();

    expect(await assignRole(adatum.run)).toContain('approval-missing');
  });

  test.each([
    ['another group', { run: 'group_8' }],
    ['another round', { round: 2 }],
    ['a refusal', { decision: 'decline' }],
  ] as const)('gives nothing where the decision was about %s', async (_, changes) => {
    const { contoso } = twoAtTheirGates();
    const list = groupApproval(GROUP, 1, [hashOf(contoso)]);
    release(contoso, list, await sign(list, changes));

    expect(await assignRole(contoso.run)).toContain('approval-missing');
  });

  test('is not for whoever asked, not by the rules and not by the guard', async () => {
    const { contoso } = twoAtTheirGates();
    const list = groupApproval(GROUP, 1, [hashOf(contoso)]);
    const mia = { ...MIA, roles: ['requester', 'approver'] } as const;
    const statement = await sign(list, { by: { id: MIA.id, name: MIA.name } });
    expect(release(contoso, list, statement, mia).refusal).toBe('own-request');

    // Jon is named in the record, and Mia signed.
    expect(release(contoso, list, statement).refusal).toBeUndefined();
    expect(await assignRole(contoso.run)).toContain('approver-not-allowed');
  });

  test('does not hold for a run that is about something else by now', async () => {
    const { contoso } = twoAtTheirGates();
    const list = groupApproval(GROUP, 1, [hashOf(contoso)]);
    release(contoso, list, await sign(list));
    const steps = contoso.run.steps.map((step) =>
      step.name === 'create-certificate'
        ? { ...step, output: { ...Object(step.output), thumbprint: 'AB'.repeat(20) } }
        : step,
    );

    expect(await assignRole({ ...contoso.run, steps })).toContain('subject-changed');
  });

  test('is one hash, whatever the order of the tenants', () => {
    const [one, other] = ['a'.repeat(43), 'b'.repeat(43)];
    expect(hashGroup(groupApproval(GROUP, 1, [one, other]))).toBe(hashGroup(groupApproval(GROUP, 1, [other, one])));
  });
});
