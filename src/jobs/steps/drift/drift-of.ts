import type { Drift } from '../../../contracts/steps/cloud/drift.ts';
import type { StepInput } from '../../../contracts/steps/index.ts';
import { credentialDrift } from './credential-drift.ts';
import type { Audits } from './read-audits.ts';
import { rightsDrift } from './rights-drift.ts';
import type { PresentTenant, TenantState } from './tenant-state.ts';

const KEPT_MS = 30 * 86_400_000;

type Expected = Pick<
  StepInput<'check-drift'>,
  'appId' | 'certificates' | 'known' | 'displayName' | 'permissions' | 'suspended'
>;

/** What is not as exo left it, the gravest first. */
export function driftOf(tenant: TenantState, expected: Expected, now: Date, audits?: Audits): Drift[] {
  if (!tenant.application) return [missing(tenant, expected)];
  const found = [
    ...credentialDrift(tenant, expected, now, audits),
    ...switchDrift(tenant, expected),
    ...(tenant.enterprise ? rightsDrift(tenant, expected) : [enterpriseMissing(expected)]),
  ];
  return [...found.filter(({ grave }) => grave), ...found.filter(({ grave }) => !grave)];
}

function missing({ deleted }: Extract<TenantState, { deleted: unknown }>, { displayName, appId }: Expected): Drift {
  if (!deleted) {
    return {
      kind: 'missing',
      id: `application-missing ${appId}`,
      grave: false,
      text: `The application "${displayName}" is gone for good: ServiceNow cannot sign in.`,
      advice: `Mend it: the onboarding registers "${displayName}" again, with a new application id to enter in ServiceNow.`,
      mendable: true,
    };
  }
  const at = deleted.deletedDateTime ? Date.parse(deleted.deletedDateTime) + KEPT_MS : undefined;
  const until = at === undefined ? 'for 30 days' : `until ${new Date(at).toISOString().slice(0, 10)}`;
  return {
    kind: 'missing',
    id: `application-deleted ${appId}`,
    grave: false,
    text: `Somebody deleted the application "${displayName}": ServiceNow cannot sign in.`,
    advice: `An administrator can restore "${displayName}" ${until}, under App registrations > Deleted applications.`,
    mendable: false,
  };
}

function enterpriseMissing({ displayName, appId }: Expected): Drift {
  return {
    kind: 'missing',
    id: `enterprise-missing ${appId}`,
    grave: false,
    text: `The enterprise application "${displayName}" is gone, and its permissions and role with it.`,
    advice: `Mend it: the onboarding creates the enterprise application "${displayName}" again, after approval.`,
    mendable: true,
  };
}

/** What exo suspended itself is as it left it. */
function switchDrift({ application, enterprise }: PresentTenant, { displayName, suspended }: Expected): Drift[] {
  const byMicrosoft = application.byMicrosoft ?? enterprise?.byMicrosoft;
  if (byMicrosoft) {
    return [
      {
        kind: 'disabled',
        id: `disabled-by-microsoft ${byMicrosoft}`,
        grave: true,
        text: `Microsoft disabled the application "${displayName}" (${byMicrosoft}).`,
        advice: `Find out whether "${displayName}" was abused before anything else: look at its sign-ins, then ask Microsoft's support.`,
        mendable: false,
      },
    ];
  }
  const isOff = application.isDisabled || enterprise?.isDisabled || enterprise?.enabled === false;
  if (!isOff || suspended) return [];
  const how = application.isDisabled ? 'activate the application again' : 'set "Enabled for users to sign in" to Yes';
  return [
    {
      kind: 'disabled',
      id: `disabled ${application.isDisabled ? 'application' : 'enterprise-application'}`,
      grave: false,
      text: `Somebody disabled the application "${displayName}": ServiceNow cannot sign in.`,
      advice: `Ask the customer why; an administrator must ${how} for "${displayName}".`,
      mendable: false,
    },
  ];
}
