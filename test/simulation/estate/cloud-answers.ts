import type { Subject } from '../../../src/contracts/approval/approval.ts';
import { needsPerson, StepFailure } from '../../../src/contracts/errors.ts';
import { REQUIRED_PERMISSIONS } from '../../../src/contracts/permissions/permissions.ts';
import { type JobRef, STEPS, type StepName } from '../../../src/contracts/steps/index.ts';
import type { RequireAdmin } from '../../../src/jobs/guard/admin-act.ts';
import type { Authorize, Privilege } from '../../../src/jobs/guard/privilege.ts';
import { FRESH, IN_PLACE } from '../../support/step-outputs.ts';
import { type Estate, works } from './estate.ts';

/** What the cloud steps reach: the guards, and Microsoft, where a write may fail before and after its effect. */
export interface Cloud {
  readonly estate: Estate;
  readonly authorize: Authorize;
  readonly requireAdmin: RequireAdmin;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** @param subject what was approved; undefined for what an admin does at once */
  write(kind: string, subject: Subject | undefined, asked: number, effect: () => void): Promise<void>;
}

const LOOK_AGAIN_MS = 15_000;
const PATIENCE_MS = 400 * 86_400_000;

/** What a cloud step answers, after what it wrote under the word of the guard. */
export async function inCloud(cloud: Cloud, job: JobRef, name: StepName, input: unknown): Promise<unknown> {
  const { estate, now } = cloud;
  const tenantId = tenantIdOf(input);
  const tenant = estate.of(tenantId);
  const target = {
    tenantId,
    applicationId: FRESH['register-application'].applicationId,
    servicePrincipalId: FRESH['create-enterprise-application'].servicePrincipalId,
  };
  const give = async (privilege: Privilege, effect: () => void) => {
    const asked = now();
    const { subject } = await cloud.authorize(job, privilege);
    await cloud.write(privilege.kind, subject, asked, effect);
  };
  switch (name) {
    case 'register-application':
      tenant.hasApplication = true;
      return { ...FRESH[name], created: false, certificates: [...tenant.attached] };
    case 'create-enterprise-application':
      return {
        ...FRESH[name],
        created: false,
        missingPermissions: tenant.hasPermissions ? [] : [...REQUIRED_PERMISSIONS],
        roleAssigned: tenant.hasRole,
        roleAssignmentId: tenant.hasRole ? 'assignment-1' : null,
      };
    case 'grant-consent':
      if (tenant.hasPermissions) return IN_PLACE[name];
      await give({ kind: name, ...target, permissions: REQUIRED_PERMISSIONS }, () => {
        tenant.hasPermissions = true;
      });
      return FRESH[name];
    case 'assign-role':
      if (tenant.hasRole) return IN_PLACE[name];
      await give({ kind: name, ...target }, () => {
        tenant.hasRole = true;
      });
      return FRESH[name];
    case 'attach-certificate': {
      const { thumbprint, days } = STEPS[name].input.parse(input);
      if (tenant.attached.has(thumbprint)) return IN_PLACE[name];
      await give({ kind: name, ...target, thumbprint, days }, () => void tenant.attached.add(thumbprint));
      return FRESH[name];
    }
    case 'watch-use': {
      const { since, unusedForMs, old } = STEPS[name].input.parse(input);
      const left = Date.parse(since) + unusedForMs - now();
      if (left > 0) throw watched(left);
      const keys = old.filter((each) => tenant.attached.has(each));
      const key = (thumbprint: string) => ({ thumbprint, keyId: null, certificate: 'MIIA', displayName: thumbprint });
      return { proof: 'person', unusedSince: since, keys: keys.map(key) };
    }
    case 'retire-certificate': {
      const { keep, keys } = STEPS[name].input.parse(input);
      const thumbprints = keys.map(({ thumbprint }) => thumbprint);
      const changed = thumbprints.some((each) => tenant.attached.has(each));
      if (changed) await give({ kind: name, ...target, thumbprints }, () => estate.retire(tenantId, thumbprints, keep));
      return { changed, retired: thumbprints, at: new Date(now()).toISOString() };
    }
    case 'watch-retired': {
      const { until, keys } = STEPS[name].input.parse(input);
      const missing = keys.map(({ thumbprint }) => thumbprint).filter((each) => !tenant.attached.has(each));
      if (!works(tenant)) {
        const back = () => missing.forEach((each) => void tenant.attached.add(each));
        if (missing.length > 0) await give({ kind: name, ...target, thumbprints: missing }, back);
        throw restored();
      }
      if (now() < Date.parse(until)) throw watched(Date.parse(until) - now());
      return { proof: 'sign-in-log', until };
    }
    case 'suspend-application':
    case 'resume-application': {
      const enabled = name === 'resume-application';
      const changed = tenant.enabled !== enabled;
      if (changed) {
        const asked = now();
        await cloud.requireAdmin(job, { kind: name, ...target });
        await cloud.write(name, undefined, asked, () => {
          tenant.enabled = enabled;
        });
      }
      return { ...FRESH[name], changed };
    }
    case 'find-application':
      if (!tenant.hasApplication) throw gone();
      return { ...FRESH[name], enabled: tenant.enabled };
    case 'survey-application':
      return tenant.hasApplication ? FRESH[name] : { ...FRESH[name], application: null };
    case 'remove-rights':
      await give({ kind: name, ...target }, () => {
        Object.assign(tenant, { hasPermissions: false, hasRole: false });
      });
      return FRESH[name];
    case 'delete-application':
      await give({ kind: name, ...target }, () => estate.remove(tenantId));
      return FRESH[name];
    default:
      return FRESH[name];
  }
}

export function tenantIdOf(input: unknown): string {
  return typeof input === 'object' && input !== null && 'tenantId' in input ? String(input.tenantId) : '';
}

function watched(left: number): StepFailure {
  const retryAfterMs = Math.min(left + 500, LOOK_AGAIN_MS);
  const about = { code: 'old-certificate-watched', message: 'It is watched.', advice: 'Wait.' };
  return new StepFailure({ kind: 'transient', ...about, retryAfterMs, budgetMs: PATIENCE_MS });
}

function restored(): StepFailure {
  const about = { message: 'Somebody was refused; the old certificate is back.', advice: 'Enter the new one.' };
  return needsPerson({ code: 'old-certificate-restored', ...about });
}

function gone(): StepFailure {
  return needsPerson({ code: 'no-application', message: 'There is no application.', advice: 'Onboard the tenant.' });
}
