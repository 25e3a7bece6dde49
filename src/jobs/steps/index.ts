import { setTimeout } from 'node:timers/promises';
import { CLOUDS } from '../../contracts/clouds.ts';
import type { Drift } from '../../contracts/steps/cloud/drift.ts';
import {
  type CloudStepName,
  STEPS,
  type StepContext,
  type StepInput,
  type StepOutput,
} from '../../contracts/steps/index.ts';
import type { Graph } from '../../graph/client.ts';
import { toStepFailure } from '../../graph/failures/failures.ts';
import type { RequireAdmin } from '../guard/admin-act.ts';
import type { Authorize } from '../guard/privilege.ts';
import type { Asked } from '../guard/require-configured.ts';
import { checkDrift } from './drift/check-drift.ts';
import type { Tools } from './entra/tools.ts';
import { adoptApplication } from './onboarding/adopt-application.ts';
import { assignRole } from './onboarding/assign-role.ts';
import { attachCertificate } from './onboarding/attach-certificate.ts';
import { awaitConsent } from './onboarding/await-consent.ts';
import { checkTenant } from './onboarding/check-tenant.ts';
import { createEnterpriseApplication } from './onboarding/create-enterprise-application.ts';
import { grantConsent } from './onboarding/grant-consent.ts';
import { previewChanges } from './onboarding/preview-changes.ts';
import { registerApplication } from './onboarding/register-application.ts';
import { deleteApplication } from './removal/delete-application.ts';
import { removeRights } from './removal/remove-rights.ts';
import { surveyApplication } from './removal/survey-application.ts';
import { retireCertificate } from './rotation/retire-certificate.ts';
import { watchRetired } from './rotation/watch-retired.ts';
import { watchUse } from './rotation/watch-use.ts';
import { findApplication } from './suspension/find-application.ts';
import { resumeApplication } from './suspension/resume-application.ts';
import { suspendApplication } from './suspension/suspend-application.ts';

export interface CloudStepDependencies {
  readonly graph: Graph;
  /** The guard: the last word before anything is given. */
  readonly authorize: Authorize;
  /** The guard of what an admin may have done without an approval. */
  readonly requireAdmin: RequireAdmin;
  /** Compares what is asked with the worker's own configuration. @throws StepFailure `not-configured` */
  readonly requireConfigured: (asked: Asked) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Application id of the bot's own application: what it made is ours, and its consent link stands in failures. */
  readonly clientId: string;
  /** Client ids that the bot had before; default none. */
  readonly earlierClientIds?: readonly string[];
  /** Redirect address in that link: the bot's consent page. */
  readonly redirectUri?: string;
  /** Replaces the authority of every cloud in that link: an https URL without a closing slash. */
  readonly authorityHost?: string;
  /** What is not as the last onboarding left it on the MID servers of a tenant; default nothing. */
  readonly lookAtServers?: (tenantId: string) => Promise<Drift[]>;
  /** Waits inside a step; rejects when the signal fires. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

type Step<N extends CloudStepName> = (input: StepInput<N>, tools: Tools) => Promise<StepOutput<N>>;
type Execute<N extends CloudStepName> = (input: StepInput<N>, context: StepContext) => Promise<StepOutput<N>>;
export type CloudSteps = { readonly [N in CloudStepName]: Execute<N> };

/**
 * The steps that the cloud worker executes, by name. Each reads, compares, writes only what differs, and reads back; each
 * is safe to run twice. They reject with StepFailure, or with the signal's reason once it has fired.
 */
export function createCloudSteps(dependencies: CloudStepDependencies): CloudSteps {
  function step<N extends CloudStepName>(name: N, execute: Step<N>): Execute<N> {
    return async (input, context) => {
      const { tenantId, cloud } = input;
      const tools: Tools = {
        job: context.job,
        signal: context.signal,
        progress: (note) => context.progress(note),
        graph: dependencies.graph.forTenant(tenantId, cloud, context.signal),
        clientId: dependencies.clientId,
        earlierClientIds: dependencies.earlierClientIds ?? [],
        now: () => new Date(dependencies.now?.() ?? Date.now()),
        authorize: async (privilege, requireUnchanged) => {
          await dependencies.authorize(context.job, privilege, requireUnchanged);
        },
        requireAdmin: (act) => dependencies.requireAdmin(context.job, act),
        lookAtServers: dependencies.lookAtServers ?? (async () => []),
        pause: dependencies.pause ?? pause,
      };
      try {
        dependencies.requireConfigured(input);
        return await execute(input, tools);
      } catch (error) {
        context.signal.throwIfAborted();
        throw toStepFailure(error, {
          tenantId,
          authorityHost: dependencies.authorityHost ?? CLOUDS[cloud].authorityHost,
          clientId: dependencies.clientId,
          redirectUri: dependencies.redirectUri,
          permissions: STEPS[name].permissions,
        });
      }
    };
  }
  return {
    'check-tenant': step('check-tenant', checkTenant),
    'check-drift': step('check-drift', checkDrift),
    'preview-changes': step('preview-changes', previewChanges),
    'register-application': step('register-application', registerApplication),
    'create-enterprise-application': step('create-enterprise-application', createEnterpriseApplication),
    'adopt-application': step('adopt-application', adoptApplication),
    'grant-consent': step('grant-consent', grantConsent),
    'await-consent': step('await-consent', awaitConsent),
    'assign-role': step('assign-role', assignRole),
    'attach-certificate': step('attach-certificate', attachCertificate),
    'watch-use': step('watch-use', watchUse),
    'retire-certificate': step('retire-certificate', retireCertificate),
    'watch-retired': step('watch-retired', watchRetired),
    'survey-application': step('survey-application', surveyApplication),
    'remove-rights': step('remove-rights', removeRights),
    'delete-application': step('delete-application', deleteApplication),
    'find-application': step('find-application', findApplication),
    'suspend-application': step('suspend-application', suspendApplication),
    'resume-application': step('resume-application', resumeApplication),
  };
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return setTimeout(milliseconds, undefined, { signal });
}
