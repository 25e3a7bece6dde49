import { StepFailure } from '../../contracts/errors.ts';
import type { Permission } from '../../contracts/permissions.ts';
import { possessionChallenge } from '../../contracts/possession.ts';
import type { StepInput, StepName, StepOutput } from '../../contracts/steps/index.ts';
import { adoptedBefore, adoptedNow } from '../approval/adoption.ts';
import { outputOf } from '../outputs.ts';
import type { Run, RunStep } from '../run.ts';
import { certificateRunner } from './certificate-runner.ts';
import { certificateTag } from './certificate-tag.ts';
import type { RunnerKeys } from './plan.ts';

/** The input of a step that a worker executes, from the run's request and the outputs so far. */
export function inputOf(run: Run, step: RunStep, runners: RunnerKeys): unknown {
  const build = Object.hasOwn(INPUTS, step.name) ? INPUTS[step.name as keyof Builders] : undefined;
  if (!build) throw new Error(`No worker executes ${step.name}`);
  return build(run, step, runners);
}

/** Steps whose input another file makes. */
type Elsewhere =
  | 'watch-use'
  | 'retire-certificate'
  | 'watch-retired'
  | 'erase-certificate'
  | 'survey-application'
  | 'remove-from-exchange'
  | 'remove-rights'
  | 'delete-application';

type Builders = { [N in Exclude<StepName, Elsewhere>]: (run: Run, step: RunStep, runners: RunnerKeys) => StepInput<N> };

const INPUTS: Builders = {
  'check-tenant': (run) => ({
    ...target(run),
    deploymentKey: run.request.deploymentKey,
    permissions: [...run.request.permissions],
    mode: run.request.mode,
    ...ownership(run),
  }),
  'preview-changes': (run) => ({
    ...target(run),
    ...application(run),
    adopted: adoptedBefore(run) ?? null,
    deleted: run.request.deleted ?? null,
    seenApplication: seen(run, 'check-tenant', ({ application: found }) => found),
  }),
  'register-application': (run) => ({
    ...target(run),
    ...application(run),
    ...ownership(run),
    redirectUri: run.request.redirectUri,
    seenApplication: seen(run, 'check-tenant', ({ application: found }) => found?.id ?? null),
  }),
  'create-enterprise-application': (run) => {
    const { appId, created } = need(run, 'register-application');
    const known = need(run, 'check-tenant').application?.servicePrincipalId;
    return {
      ...target(run),
      appId,
      permissions: permissions(run),
      // What was registered a moment ago has no enterprise application yet.
      seenEnterprise: seen(run, 'register-application', () => known ?? (created ? null : undefined)),
    };
  },
  'adopt-application': (run) => ({
    ...registered(run),
    ...application(run),
    redirectUri: run.request.redirectUri,
  }),
  'grant-consent': (run) => ({
    ...registered(run),
    permissions: permissions(run),
    seenGranted: seen(run, 'create-enterprise-application', ({ missingPermissions }) =>
      missingPermissions.length === 0 ? true : undefined,
    ),
  }),
  'await-consent': (run) => ({
    ...target(run),
    servicePrincipalId: need(run, 'create-enterprise-application').servicePrincipalId,
    permissions: permissions(run),
  }),
  'assign-role': (run) => ({
    ...registered(run),
    seenAssignment: seen(run, 'create-enterprise-application', ({ roleAssignmentId }) => roleAssignmentId ?? undefined),
  }),
  'attach-certificate': (run) => {
    const { thumbprint, certificate, possession } = need(run, 'create-certificate');
    const { subject, days } = wanted(run);
    return {
      ...registered(run),
      thumbprint,
      certificate,
      challenge: challenge(run),
      possession,
      subjectName: subject,
      days,
      seenAttached: seen(run, 'register-application', ({ certificates }) =>
        certificates.includes(thumbprint) ? true : undefined,
      ),
    };
  },
  'check-server': (run) => ({
    cloud: run.request.tenant.cloud,
    certificateTag: certificateTag(run),
    storeLocation: run.request.certificate.storeLocation,
    minimumModuleVersion: run.request.exchangeModule.minimum,
    recommendedModuleVersion: run.request.exchangeModule.recommended,
  }),
  'create-certificate': (run) => ({
    tenantId: run.request.tenant.id,
    certificateTag: certificateTag(run),
    ...wanted(run),
    challenge: challenge(run),
    attached: need(run, 'check-tenant').application?.certificates ?? [],
    replaces: [],
  }),
  'share-certificate': (run, step, runners) => {
    const server = serverOf(run, step);
    const runner = certificateRunner(run.request, server);
    const record = runners.get(runner);
    if (!record) throw notEnrolled(runner, server.name);
    return {
      thumbprint: need(run, 'create-certificate').thumbprint,
      storeLocation: run.request.certificate.storeLocation,
      recipient: { runner, generation: record.generation, record: record.statement },
    };
  },
  'import-certificate': (run, step) => ({
    thumbprint: need(run, 'create-certificate').thumbprint,
    certificateTag: certificateTag(run),
    storeLocation: run.request.certificate.storeLocation,
    provider: run.request.certificate.provider,
    sealed: outputOf(run, 'share-certificate', step.server)?.sealed ?? null,
  }),
  'grant-key-access': (run, step) => ({
    thumbprint: need(run, 'create-certificate').thumbprint,
    storeLocation: run.request.certificate.storeLocation,
    account: serverOf(run, step).serviceAccount,
  }),
  'register-in-exchange': (run) => ({
    ...connection(run),
    servicePrincipalId: need(run, 'create-enterprise-application').servicePrincipalId,
    displayName: run.request.displayName,
  }),
  'verify-connection': (run) => connection(run),
  'find-application': (run) => ({
    ...target(run),
    deploymentKey: run.request.deploymentKey,
    adopted: adoptedBefore(run) ?? null,
  }),
  'suspend-application': switched,
  'resume-application': switched,
};

/** The certificate that the configuration and the tenant's policy ask for. */
function wanted(run: Run) {
  const { initialDomain, maxCertificateDays } = need(run, 'check-tenant');
  const { days, provider, renewBeforeDays, storeLocation } = run.request.certificate;
  const allowed = Math.min(days, maxCertificateDays ?? days);
  return {
    subject: `CN=exo-cba ${initialDomain}`,
    dnsName: initialDomain,
    provider,
    storeLocation,
    days: allowed,
    // A short life by policy must not make every run renew the certificate.
    renewBeforeDays: Math.min(renewBeforeDays, Math.floor(allowed / 3)),
  };
}

/** What the certificate's key signs: bound to the attempt that made it. */
function challenge(run: Run): string {
  const attempt = run.steps.find(({ name }) => name === 'create-certificate')?.attempt ?? 0;
  return possessionChallenge({ run: run.id, step: 'create-certificate', attempt, tenantId: run.request.tenant.id });
}

function target(run: Run) {
  return { tenantId: run.request.tenant.id, cloud: run.request.tenant.cloud };
}

function application(run: Run) {
  const { deploymentKey, displayName } = run.request;
  return { deploymentKey, displayName, permissions: permissions(run) };
}

/** The permissions that this tenant needs, as its check found. */
function permissions(run: Run): Permission[] {
  return [...(outputOf(run, 'check-tenant')?.permissions ?? run.request.permissions)];
}

/** What a step saw, with the moment; null when it saw nothing that saves a question. */
function seen<N extends StepName, T>(run: Run, name: N, pick: (output: StepOutput<N>) => T | undefined) {
  const output = outputOf(run, name);
  const at = run.steps.find((step) => step.name === name)?.finishedAt;
  const what = output && pick(output);
  return at === undefined || what === undefined ? null : { at: new Date(at).toISOString(), what };
}

function registered(run: Run) {
  return {
    ...target(run),
    applicationId: need(run, 'register-application').applicationId,
    servicePrincipalId: need(run, 'create-enterprise-application').servicePrincipalId,
    adopted: adoptedNow(run) ?? null,
  };
}

/** What counts as ours besides what our client made. */
function ownership(run: Run) {
  return {
    adopted: adoptedBefore(run) ?? null,
    mayAdopt: run.request.adopt ?? false,
    deleted: run.request.deleted ?? null,
  };
}

/** The application that is switched off or on. */
function switched(run: Run) {
  const { applicationId, servicePrincipalId } = need(run, 'find-application');
  return { ...target(run), applicationId, servicePrincipalId, adopted: adoptedBefore(run) ?? null };
}

function connection(run: Run) {
  return { ...target(run), ...(run.request.standing ?? made(run)), connectionUri: null };
}

/** What this run found or made of what a connection needs. */
function made(run: Run) {
  return {
    organization: need(run, 'check-tenant').initialDomain,
    appId: need(run, 'register-application').appId,
    thumbprint: need(run, 'create-certificate').thumbprint,
  };
}

function serverOf(run: Run, step: RunStep) {
  const server = run.request.servers.find((each) => each.name === step.server);
  if (!server) throw new Error(`Step ${step.id} names no server of the run`);
  return server;
}

function need<N extends StepName>(run: Run, name: N): StepOutput<N> {
  const output = outputOf(run, name);
  if (!output) throw new Error(`Run ${run.id}: ${name} is not done`);
  return output;
}

function notEnrolled(runner: string, server: string): StepFailure {
  return new StepFailure({
    kind: 'person',
    code: 'runner-not-accepted',
    message: `The runner ${runner} of ${server} is not accepted yet.`,
    advice: `Enrol and accept it (@exo runner add ${server}), then Retry.`,
  });
}
