import { z } from 'zod';
import { ApprovalEvidence, ApprovalSubject, Subject } from '../../contracts/approval/approval.ts';
import { CloudName } from '../../contracts/clouds.ts';
import { StepError } from '../../contracts/errors.ts';
import { Guid, Thumbprint } from '../../contracts/ids.ts';
import { Permission } from '../../contracts/permissions/permissions.ts';
import { STEPS, type StepName } from '../../contracts/steps/index.ts';
import { StoreLocation } from '../../contracts/steps/runner.ts';
import { Mode } from '../../process/config/exo-config.ts';
import { Server } from '../../process/config/server-groups.ts';
import type { RecordKind, Stored } from '../../process/records/record.ts';
import { Acceptance } from './drift.ts';
import { unpackRun, writeRun } from './packing/run.ts';
import { fromVersion1 } from './run-version-1.ts';

/** Somebody in the home tenant. */
export const Person = z.strictObject({
  /** Entra object id, lower case; empty where an earlier version did not keep it. */
  id: z.string(),
  name: z.string(),
});

export const TenantTarget = z.strictObject({
  id: z.string(),
  /** A domain of the tenant as the person knows it. */
  domain: z.string(),
  /** Short name: the configured one or the first label of the domain. */
  label: z.string(),
  cloud: CloudName,
});

export const ApprovalRules = z.strictObject({
  /** How long the approvers are waited for. */
  expiresAfterMs: z.number(),
  fourEyes: z.boolean(),
  /** How long after the decision something may still be done under it. */
  validForMs: z.number(),
  renewals: ApprovalSubject.shape.renewals,
  proof: z.enum(['card', 'sign-in']),
});

/** The certificate that a rotation takes the place of, and its pace. */
export const Rotation = z.strictObject({
  /** What ServiceNow uses when the run begins. */
  replaces: Thumbprint,
  /** End of its life, milliseconds since 1970. */
  endsAt: z.number(),
  /** How long nobody must have used it before it is taken off the application. */
  unusedForMs: z.number(),
  /** How closely refused sign-ins are looked for after that, and for how long. */
  watchForMs: z.number(),
  /** How long after it was taken off its private keys are erased; until then it can be put back. */
  eraseAfterMs: z.number(),
  lookEveryMs: z.strictObject({ use: z.number(), refused: z.number() }),
  /** exo began it because it was time. */
  isDue: z.literal(true).exactOptional(),
});

/** Everything that was settled when the run was asked for. Never changes afterwards. */
export const RunRequest = z.strictObject({
  kind: z.enum(['onboard', 'plan', 'rotate', 'suspend', 'resume', 'offboard', 'check']),
  tenant: TenantTarget,
  mode: Mode,
  serverGroup: z.string(),
  servers: z.array(Server),
  requester: Person,
  /** Where in chat it was asked for and where its cards stand; opaque to the engine. */
  place: z.record(z.string(), z.unknown()),
  deploymentKey: z.string(),
  displayName: z.string(),
  permissions: z.array(Permission),
  /** Address of the consent answer page; link mode only. */
  redirectUri: z.string().nullable(),
  certificate: z.strictObject({
    days: z.number(),
    renewBeforeDays: z.number(),
    provider: z.string(),
    storeLocation: StoreLocation,
  }),
  exchangeModule: z.strictObject({ minimum: z.string(), recommended: z.string() }),
  approval: ApprovalRules,
  /** An admin asked to adopt: an application of an earlier client id may become ours, when an approver agrees. */
  adopt: z.literal(true).exactOptional(),
  /** The tenant's last approval, as its last finished onboarding left it: what it covers needs no new one. */
  earlier: ApprovalEvidence.nullable(),
  /** Of a run of kind `rotate`. */
  rotation: Rotation.exactOptional(),
  /** What the tenant's last finished onboarding left; for plans that take it away or give it back. */
  standing: z.strictObject({ organization: z.string(), appId: Guid, thumbprint: Thumbprint }).exactOptional(),
  /** Certificates that exo itself put there, for a check; the first one is what ServiceNow uses. */
  certificates: z.array(Thumbprint).exactOptional(),
  /** What was accepted in the tenant when a check was asked for. */
  accepted: z.array(Acceptance).exactOptional(),
  /** MID servers that were offline when it was asked for: an offboarding leaves what they hold. */
  absent: z.array(z.string()).exactOptional(),
  /** Application that exo itself deleted when it took the tenant out: an onboarding may restore just this one. */
  deleted: Guid.exactOptional(),
  /** The suspension that stood when it was asked for. */
  suspended: z
    .strictObject({
      run: z.string(),
      /** Whether the application could sign in before it; null: not known. */
      wasEnabled: z.boolean().nullable(),
    })
    .exactOptional(),
});

export const GateName = z.literal('approve-consent');
export const LocalName = z.enum(['hand-over', 'await-switch']);

const Executed = z.custom<StepName>((name) => typeof name === 'string' && Object.hasOwn(STEPS, name), 'no known step');

export const RunStep = z.strictObject({
  /** `name` or `name@server`. */
  id: z.string(),
  name: z.union([Executed, GateName, LocalName]),
  server: z.string().exactOptional(),
  /** Queue of the worker that executes it; null for a gate and for what the engine does itself. */
  queue: z.string().nullable(),
  /** Ids of the steps that must be done or skipped first. */
  needs: z.array(z.string()),
  state: z.enum(['waiting', 'queued', 'running', 'delayed', 'done', 'failed', 'skipped']),
  /** 0 before the first hand-over. */
  attempt: z.number(),
  /** Moments in milliseconds since 1970. */
  startedAt: z.number().exactOptional(),
  finishedAt: z.number().exactOptional(),
  /** When the next attempt begins (state `delayed`). */
  retryAt: z.number().exactOptional(),
  /** First failure of the present series of transient failures with the same code. */
  failingSince: z.number().exactOptional(),
  /** Transient failures in a row, whatever their codes. */
  failures: z.number().exactOptional(),
  /** How often its job got lost since it last came to an end. */
  losses: z.number().exactOptional(),
  /** Last progress sentence, or why it was skipped. */
  note: z.string().exactOptional(),
  error: StepError.exactOptional(),
  output: z.unknown().exactOptional(),
  /** The orchestrator's word that this output is what the worker answered to this attempt. */
  voucher: z.string().max(2000).exactOptional(),
});

export const Gate = z.strictObject({
  state: z.enum(['closed', 'open', 'approved', 'declined', 'expired']),
  /** Counts how often approval was asked for: 1 for the first card. */
  round: z.number(),
  openedAt: z.number(),
  until: z.number(),
  /** Exactly what the approver is shown; null where an earlier version asked about less. */
  subject: Subject.nullable(),
  /** `hashSubject` of it. */
  planHash: z.string(),
  /** What the earlier approval does not cover, or why it is asked again; empty for a first approval. */
  news: z.array(z.string()),
  decidedBy: Person.exactOptional(),
  decidedAt: z.number().exactOptional(),
  /** The decision, for those who rely on it (state `approved`). */
  evidence: ApprovalEvidence.exactOptional(),
});

export const Run = z.strictObject({
  id: z.string(),
  /** Increased by every change. */
  version: z.number(),
  request: RunRequest,
  state: z.enum(['working', 'waiting-approval', 'needs-person', 'finished', 'declined', 'cancelled']),
  createdAt: z.number(),
  finishedAt: z.number().exactOptional(),
  steps: z.array(RunStep),
  gate: Gate.nullable(),
  /** When whoever must enter the new certificate in ServiceNow is reminded next. */
  remindAt: z.number().exactOptional(),
  closedBy: Person.exactOptional(),
});

/** Whoever changes the form of a run adds a version and the way to it from the one before. */
export const RUN: RecordKind<Stored<typeof Run>> = {
  v: 4,
  schema: Run,
  // Version 3 knows rotations, version 4 is packed; nothing of version 2 has another form.
  upgrades: [fromVersion1, (run) => run, (run) => run],
  packing: { write: writeRun, unpack: unpackRun },
};
