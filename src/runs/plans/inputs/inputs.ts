import type { StepInput, StepName } from '../../../contracts/steps/index.ts';
import { adoptedBefore } from '../../approval/adoption.ts';
import { outputOf } from '../../outputs.ts';
import type { Run, RunStep } from '../../run.ts';
import type { RunnerKeys } from '../plan.ts';
import { certificateRunner, certificateTag } from './certificate-store.ts';
import { checkInput } from './check-input.ts';
import {
  application,
  challenge,
  connection,
  need,
  notEnrolled,
  ownership,
  permissions,
  registered,
  seen,
  serverOf,
  switched,
  target,
  wanted,
} from './input-parts.ts';

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
  'check-drift': checkInput,
  'find-application': (run) => ({
    ...target(run),
    deploymentKey: run.request.deploymentKey,
    adopted: adoptedBefore(run) ?? null,
  }),
  'suspend-application': switched,
  'resume-application': switched,
};
