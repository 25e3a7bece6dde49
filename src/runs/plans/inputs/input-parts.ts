import { StepFailure } from '../../../contracts/errors.ts';
import type { Permission } from '../../../contracts/permissions/permissions.ts';
import type { StepName, StepOutput } from '../../../contracts/steps/index.ts';
import { possessionChallenge } from '../../../contracts/trust/possession.ts';
import { adoptedBefore, adoptedNow } from '../../approval/adoption.ts';
import { outputOf } from '../../outputs.ts';
import type { Run, RunStep } from '../../run.ts';

/** The certificate that the configuration and the tenant's policy ask for. */
export function wanted(run: Run) {
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
export function challenge(run: Run): string {
  const attempt = run.steps.find(({ name }) => name === 'create-certificate')?.attempt ?? 0;
  return possessionChallenge({ run: run.id, step: 'create-certificate', attempt, tenantId: run.request.tenant.id });
}

export function target(run: Run) {
  return { tenantId: run.request.tenant.id, cloud: run.request.tenant.cloud };
}

export function application(run: Run) {
  const { deploymentKey, displayName } = run.request;
  return { deploymentKey, displayName, permissions: permissions(run) };
}

/** The permissions that this tenant needs, as its check found. */
export function permissions(run: Run): Permission[] {
  return [...(outputOf(run, 'check-tenant')?.permissions ?? run.request.permissions)];
}

/** What a step saw, with the moment; null when it saw nothing that saves a question. */
export function seen<N extends StepName, T>(run: Run, name: N, pick: (output: StepOutput<N>) => T | undefined) {
  const output = outputOf(run, name);
  const at = run.steps.find((step) => step.name === name)?.finishedAt;
  const what = output && pick(output);
  return at === undefined || what === undefined ? null : { at: new Date(at).toISOString(), what };
}

export function registered(run: Run) {
  return {
    ...target(run),
    applicationId: need(run, 'register-application').applicationId,
    servicePrincipalId: need(run, 'create-enterprise-application').servicePrincipalId,
    adopted: adoptedNow(run) ?? null,
  };
}

/** What counts as ours besides what our client made. */
export function ownership(run: Run) {
  return {
    adopted: adoptedBefore(run) ?? null,
    mayAdopt: run.request.adopt ?? false,
    deleted: run.request.deleted ?? null,
  };
}

/** The application that is switched off or on. */
export function switched(run: Run) {
  const { applicationId, servicePrincipalId } = need(run, 'find-application');
  return { ...target(run), applicationId, servicePrincipalId, adopted: adoptedBefore(run) ?? null };
}

export function connection(run: Run) {
  return { ...target(run), ...(run.request.standing ?? made(run)), connectionUri: null };
}

/** What this run found or made of what a connection needs. */
export function made(run: Run) {
  return {
    organization: need(run, 'check-tenant').initialDomain,
    appId: need(run, 'register-application').appId,
    thumbprint: need(run, 'create-certificate').thumbprint,
  };
}

export function serverOf(run: Run, step: RunStep) {
  const server = run.request.servers.find((each) => each.name === step.server);
  if (!server) throw new Error(`Step ${step.id} names no server of the run`);
  return server;
}

export function need<N extends StepName>(run: Run, name: N): StepOutput<N> {
  const output = outputOf(run, name);
  if (!output) throw new Error(`Run ${run.id}: ${name} is not done`);
  return output;
}

export function notEnrolled(runner: string, server: string): StepFailure {
  return new StepFailure({
    kind: 'person',
    code: 'runner-not-accepted',
    message: `The runner ${runner} of ${server} is not accepted yet.`,
    advice: `Enrol and accept it (@exo runner add ${server}), then Retry.`,
  });
}
