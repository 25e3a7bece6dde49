import { describe, expect, it } from 'vitest';
import type { OtherHolder } from '../../../src/contracts/approval/approval.ts';
import type { StepName } from '../../../src/contracts/steps/index.ts';
import type { RunRequest } from '../../../src/runs/run.ts';
import { askAgain, evidenceOf } from '../../support/earlier.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { makeRequest, makeServers, RULES, TENANT_ID } from '../../support/run-request.ts';
import { IN_PLACE, THUMBPRINT } from '../../support/step-outputs.ts';

const NEWER = 'AB'.repeat(20);
const APPLICATION = IN_PLACE['register-application'];
const ENTERPRISE = IN_PLACE['create-enterprise-application'];
const CERTIFICATE = IN_PLACE['create-certificate'];
const SECRET: OtherHolder = { kind: 'client-secret', on: 'application', id: 'k1', text: 'client secret "backup"' };
const [PERMISSION] = makeRequest().permissions;

type Outputs = Partial<Record<StepName, object>>;

/** A second onboarding of a tenant that was approved before, as far as it goes without a person. */
function again(asked: Partial<RunRequest> & { serverCount?: number } = {}, found: Outputs = {}): RunDriver {
  const outputs = { ...IN_PLACE };
  for (const [name, output] of Object.entries(found))
    Object.assign(outputs, { [name]: { ...outputs[name as StepName], ...output } });
  const driver = new RunDriver(askAgain(asked), outputs);
  driver.finishAll();
  return driver;
}

/** A tenant that was approved with two servers, asked for with something else. */
function changed(asked: Partial<RunRequest> & { serverCount?: number }): RunDriver {
  const driver = new RunDriver(makeRequest({ earlier: evidenceOf(), ...asked }), IN_PLACE);
  driver.finishAll();
  return driver;
}

const newsOf = ({ run }: RunDriver) => run.gate?.news ?? [];

describe('a tenant that was approved as it is', () => {
  it('is asked about once: the second onboarding asks nobody and finishes', () => {
    for (const mode of ['full', 'link'] as const) {
      const driver = again({ mode });

      expect(driver.run).toMatchObject({ state: 'finished', gate: null });
    }
  });

  it('keeps its approval for the one after the next', () => {
    const { run } = again();

    expect(run.request.earlier?.subject.run).toBe('contoso-1');
  });
});

it('a tenant that was approved with renewals covered is asked about a new certificate once the configuration says ask', () => {
  const earlier = evidenceOf();
  const approval = { ...RULES, renewals: 'ask' } as const;
  const renewed = { ...IN_PLACE, 'create-certificate': { ...CERTIFICATE, thumbprint: NEWER } };
  const driver = new RunDriver(makeRequest({ earlier, approval }), renewed);
  driver.finishAll();

  expect(newsOf(driver)).toContain('the certificate is a new one');
});

describe('a tenant that was approved is asked about again', () => {
  it.each([
    ['when a server is new', { serverCount: 3 }, 'mid3 gets the key'],
    ['when a server is gone', { serverCount: 1 }, 'mid2 is not among the servers any more'],
    ['in another server group', { serverGroup: 'apac' }, 'the server group is apac, it was emea'],
    [
      'with another primary',
      { servers: makeServers(2).map((server) => ({ ...server, primary: !server.primary })) },
      'the primary is mid2, it was mid1',
    ],
    [
      'with another account',
      { servers: makeServers(2).map((server) => ({ ...server, serviceAccount: 'LocalSystem' })) },
      'the account on mid1 is LocalSystem, it was CORP\\svc-mid',
    ],
  ])('%s', (_when, asked, word) => {
    const driver = changed(asked);

    expect(driver.run.gate?.state).toBe('open');
    expect(newsOf(driver).join('; ')).toContain(word);
    expect(driver.step('attach-certificate').state).toBe('waiting');
  });

  const permission = PERMISSION ? [PERMISSION] : [];
  it.each<[string, Outputs, string]>([
    ['with a credential of somebody else', { 'register-application': { others: [SECRET] } }, 'client secret "backup"'],
    [
      'with an owner of somebody else on the enterprise application',
      { 'create-enterprise-application': { others: [{ ...SECRET, kind: 'owner', on: 'enterprise-application' }] } },
      'client secret "backup"',
    ],
    [
      'when a permission was taken away',
      { 'create-enterprise-application': { missingPermissions: permission } },
      'Exchange.ManageAsApp on Office 365 Exchange Online, approved before, is missing now',
    ],
    [
      'when the role was taken away',
      { 'create-enterprise-application': { roleAssigned: false } },
      'approved before, is missing now',
    ],
    [
      'when the certificate was taken off',
      { 'register-application': { certificates: [] } },
      'taken off the application',
    ],
    ['for another application', { 'register-application': { appId: ENTERPRISE.servicePrincipalId } }, 'another one'],
    [
      'for one that somebody else made',
      { 'register-application': { createdByAppId: APPLICATION.appId } },
      'another one',
    ],
  ])('%s', (_when, found, word) => {
    const driver = again({}, found);

    expect(driver.run.gate?.state).toBe('open');
    expect(newsOf(driver).join('; ')).toContain(word);
  });

  it('when the approval was of another tenant', () => {
    const other = { ...makeRequest().tenant, id: TENANT_ID.replace(/^7/, '8') };
    const driver = changed({ tenant: other });

    expect(newsOf(driver)).toEqual(['nothing was approved for this tenant before']);
  });

  it('not for a holder that the approver saw already', () => {
    const { subject, ...evidence } = evidenceOf();
    const earlier = { ...evidence, subject: { ...subject, others: [SECRET] } };
    const driver = new RunDriver(makeRequest({ earlier }), {
      ...IN_PLACE,
      'register-application': { ...APPLICATION, others: [SECRET] },
    });

    driver.finishAll();

    expect(driver.run.gate).toBeNull();
  });
});

describe('a renewed certificate', () => {
  const made = { thumbprint: NEWER, notBefore: '2027-10-25T09:30:00.000Z', notAfter: '2028-10-24T09:30:00.000Z' };
  const renewed = (more: object = {}): Outputs => ({ 'create-certificate': { ...made, ...more } });

  it('is attached without anybody being asked while the approved one is valid', () => {
    const driver = again({}, renewed());

    expect(driver.run.gate).toBeNull();
    expect(driver.step('attach-certificate').state).toBe('done');
  });

  it('is in place for the runs after that, whenever they are', () => {
    const driver = again(
      {},
      { ...renewed({ notBefore: '2029-01-01T00:00:00.000Z' }), 'register-application': { certificates: [NEWER] } },
    );

    expect(driver.run.gate).toBeNull();
  });

  it.each([
    [
      'made after the end of the approved one',
      { notBefore: '2027-12-01T09:30:00.000Z', notAfter: '2028-11-30T09:30:00.000Z' },
    ],
    ['made before the approved one', { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2027-01-01T00:00:00.000Z' }],
    ['that lives longer', { notAfter: '2030-10-24T09:30:00.000Z' }],
    ['with a weaker key', { keyBits: CERTIFICATE.keyBits / 2 }],
  ])('is asked about when it is one %s', (_which, more) => {
    const driver = again({}, renewed(more));

    expect(newsOf(driver)).toEqual(['the certificate is a new one, which the earlier approval does not cover']);
  });

  it('is always asked about where the configuration says so', () => {
    const driver = again({ approval: { ...RULES, renewals: 'ask' } }, renewed());

    expect(newsOf(driver)).toEqual(['the certificate is a new one']);
    expect(driver.run.gate?.subject).toMatchObject({ certificate: { thumbprint: NEWER } });
    expect(THUMBPRINT).not.toBe(NEWER);
  });
});
