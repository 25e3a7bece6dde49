import { randomUUID, sign, X509Certificate } from 'node:crypto';
import type { ClientCertificate } from '../../demo/standins/certificates.ts';
import { BOOTSTRAP_CLIENT_ID, FULL_PERMISSIONS, HOME_TENANT_ID } from '../../demo/standins/entra/demo-state.ts';
import type { EntraStandIn } from '../../demo/standins/entra/server.ts';
import { thumbprintOf } from '../../demo/standins/entra/state/certificate.ts';
import type { Application, Tenant } from '../../demo/standins/entra/state/schema.ts';
import { seedTenant, type TenantSeed } from '../../demo/standins/entra/state/seed.ts';
import { NO_LAG } from '../../demo/standins/entra/state/store.ts';
import { NO_FAULTS } from '../../demo/standins/entra/wire/faults.ts';
import type { OtherHolder } from '../../src/contracts/approval/approval.ts';
import type { StepError } from '../../src/contracts/errors.ts';
import { StepFailure } from '../../src/contracts/errors.ts';
import { REQUIRED_PERMISSIONS } from '../../src/contracts/permissions/permissions.ts';
import type { CloudStepName, StepInput, StepOutput } from '../../src/contracts/steps/index.ts';
import { possessionChallenge } from '../../src/contracts/trust/possession.ts';
import { createGraph, type Graph } from '../../src/graph/client.ts';
import { createCredential } from '../../src/graph/sign-in/credential.ts';
import type { Authorization, Authorize } from '../../src/jobs/guard/privilege.ts';
import { createCloudSteps } from '../../src/jobs/steps/index.ts';
import { approvalSubjectOf } from './approval-subject.ts';
import { jobRef } from './job-ref.ts';

export const DEPLOYMENT_KEY = 'fabrikam';
export const DISPLAY_NAME = 'ServiceNow SecOps EXO CBA';
/** One customer tenant in the stand-in, with the real cloud steps bound to it. */
export interface Customer {
  readonly id: string;
  /** What the input of every step names. */
  readonly target: { readonly tenantId: string; readonly cloud: 'global' };
  readonly tenant: Tenant;
  /** Sentences that the steps put on the card. */
  readonly notes: string[];
  run<N extends CloudStepName>(name: N, input: StepInput<N>): Promise<StepOutput<N>>;
  /** The error that a step ends with. */
  fail<N extends CloudStepName>(name: N, input: StepInput<N>): Promise<StepError>;
  /** What was authorized since `forget`, e.g. `assign-role`. */
  readonly authorized: string[];
  /** Notes what is in the tenant now as what was approved; otherwise that happens when a step asks. */
  approve(): void;
  /** Requests since `forget` that would change the directory, e.g. `PATCH /v1.0/applications/{id}`. */
  writes(): string[];
  /** Does something once, after a step looked at the tenant for the last time and before it writes. */
  beforeWrite(act: () => void): void;
  forget(): void;
}

/** A Graph client with the automation's own credential, at the stand-in. */
export function graphAt(entra: EntraStandIn, secret: string, timeoutMs?: number): Graph {
  const config = {
    homeTenantId: HOME_TENANT_ID,
    clientId: BOOTSTRAP_CLIENT_ID,
    proof: { kind: 'secret', secret },
    authorityHost: entra.url,
  } as const;
  return createGraph({
    credential: (cloud) => createCredential(config, cloud),
    graphUrl: entra.url,
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

export interface CustomerOptions extends Partial<TenantSeed> {
  /** Graph permissions that the tenant consented to; null: it never consented. */
  readonly permissions?: readonly string[] | null;
  /** In place of the guard; default: everything is approved as it was found. */
  readonly authorize?: Authorize;
  /** Waits inside steps take no time: what the stand-in hides stays hidden. */
  readonly impatient?: boolean;
  /** Client ids that the bot had before. */
  readonly earlierClientIds?: readonly string[];
}

/** A new customer tenant. */
export function createCustomer(entra: EntraStandIn, graph: Graph, options: CustomerOptions = {}): Customer {
  const { permissions = FULL_PERMISSIONS, authorize, impatient = false, earlierClientIds = [], ...seed } = options;
  const id = randomUUID();
  const home = entra.state.tenants.find((each) => each.id === HOME_TENANT_ID);
  const tenant = seedTenant(
    {
      id,
      displayName: 'Contoso Ltd',
      domains: [`c${id.slice(0, 8)}.onmicrosoft.com`, `c${id.slice(0, 8)}.com`],
      consented: permissions === null ? {} : { [BOOTSTRAP_CLIENT_ID]: [...permissions] },
      ...seed,
    },
    home?.applications ?? [],
    HOME_TENANT_ID,
    new Date(),
  );
  entra.state.tenants.push(tenant);
  const notes: string[] = [];
  const authorized: string[] = [];
  const interruptions: (() => void)[] = [];
  let approved: Authorization | undefined;
  let since = entra.log.entries.length;
  const steps = createCloudSteps({
    graph,
    async authorize(job, privilege, requireUnchanged) {
      authorized.push(privilege.kind);
      interruptions.splice(0).forEach((act) => {
        // What was approved is what was there before.
        approved ??= authorizationIn(customer);
        act();
      });
      if (authorize) return authorize(job, privilege);
      approved ??= authorizationIn(customer);
      // The subject names the certificate from the beginning.
      if ('thumbprint' in privilege) {
        approved = { ...approved, certificates: [...approved.certificates, privilege.thumbprint] };
      }
      requireUnchanged?.(approved);
      return approved;
    },
    requireAdmin: async () => undefined,
    requireConfigured: () => undefined,
    clientId: BOOTSTRAP_CLIENT_ID,
    earlierClientIds,
    authorityHost: entra.url,
    ...(impatient && { pause: async () => {} }),
  });
  const context = {
    job: jobRef(),
    signal: new AbortController().signal,
    progress: async (note: string) => {
      notes.push(note);
    },
  };
  const customer: Customer = {
    id,
    target: { tenantId: id, cloud: 'global' },
    tenant,
    notes,
    authorized,
    approve: () => {
      approved = authorizationIn(customer);
    },
    run: (name, input) => {
      const step: (given: typeof input, with_: typeof context) => Promise<StepOutput<typeof name>> = steps[name];
      return step(input, context);
    },
    fail: async (name, input) => {
      try {
        await customer.run(name, input);
      } catch (error) {
        if (error instanceof StepFailure) return error.error;
        throw error;
      }
      throw new Error(`${name} did not fail`);
    },
    writes: () =>
      entra.log.entries
        .slice(since)
        .filter((entry) => entry.write && entry.tenantId === id)
        .map((entry) => `${entry.method} ${decodeURIComponent(entry.path)}`),
    beforeWrite: (act) => {
      interruptions.push(act);
    },
    forget: () => {
      authorized.length = 0;
      since = entra.log.entries.length;
    },
  };
  return customer;
}

/** The application, made by the real step. */
export function register(customer: Customer): Promise<StepOutput<'register-application'>> {
  return customer.run('register-application', {
    ...customer.target,
    deploymentKey: DEPLOYMENT_KEY,
    displayName: DISPLAY_NAME,
    permissions: [...REQUIRED_PERMISSIONS],
    redirectUri: null,
  });
}

/** Application and enterprise application, made by the real steps. */
export async function registerBoth(customer: Customer) {
  const application = await register(customer);
  const enterprise = await customer.run('create-enterprise-application', {
    ...customer.target,
    appId: application.appId,
    permissions: [...REQUIRED_PERMISSIONS],
  });
  return { ...application, servicePrincipalId: enterprise.servicePrincipalId };
}

/** An authorization for everything as the tenant shows it now. */
export function authorizationIn({ tenant }: Customer): Authorization {
  const application = heldApplication({ tenant });
  const enterprise = tenant.servicePrincipals.find(({ appId }) => appId === application.appId);
  const { others, application: names, ...subject } = approvalSubjectOf();
  return {
    subject: {
      ...subject,
      application: {
        ...names,
        id: application.id,
        appId: application.appId,
        servicePrincipalId: enterprise?.id ?? names.servicePrincipalId,
        createdByAppId: application.createdByAppId ?? names.createdByAppId,
      },
      others: [...others, ...holdersIn(tenant, application)],
    },
    certificates: application.keyCredentials.map(thumbprintOf),
  };
}

/** Everybody but the bot who can use the application, as an approver was shown them. */
function holdersIn(tenant: Tenant, application: Application): OtherHolder[] {
  const bot = tenant.servicePrincipals.find(({ appId }) => appId === BOOTSTRAP_CLIENT_ID)?.id;
  const owners = (tenant.owners[application.id] ?? []).filter((id) => id !== bot);
  return [
    ...owners.map((id): OtherHolder => ({ kind: 'owner', on: 'application', id, text: id })),
    ...application.keyCredentials.map(
      (each): OtherHolder => ({
        kind: 'certificate',
        on: 'application',
        id: `${each.keyId} ${thumbprintOf(each)}`,
        text: each.displayName ?? '',
      }),
    ),
  ];
}

/** Our application as the stand-in holds it. */
export function heldApplication(customer: Pick<Customer, 'tenant'>): Application {
  const found = customer.tenant.applications.find((each) => each.uniqueName === `exo-cba-${DEPLOYMENT_KEY}`);
  if (!found) throw new Error('the stand-in holds no application of ours');
  return found;
}

/** Everything works at once again. */
export function calm(entra: EntraStandIn): void {
  entra.setFaults(NO_FAULTS);
  entra.setLag(NO_LAG);
}

/** What attach-certificate is told about a certificate: itself, that its key is there, and what was asked for. */
export function certificateInput(
  { id }: Customer,
  { thumbprint, der, certificatePem, privateKeyPem }: ClientCertificate,
) {
  const challenge = possessionChallenge({ run: 'contoso-1', step: 'create-certificate', attempt: 1, tenantId: id });
  return {
    thumbprint,
    certificate: der,
    challenge,
    possession: sign('sha256', Buffer.from(challenge), privateKeyPem).toString('base64'),
    subjectName: new X509Certificate(certificatePem).subject,
    days: 365,
  };
}
