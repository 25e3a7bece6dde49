import { z } from 'zod';
import { ApprovalEvidence } from '../../contracts/approval/approval.ts';
import { Finding, verifyConnection } from '../../contracts/steps/runner.ts';
import type { RecordKind, Stored } from '../../process/records/record.ts';
import { Run, RunRequest } from './run.ts';

/** One tenant's line on the status card: its latest onboarding, kept small because a card shows hundreds. */
export const BoardRow = z.strictObject({
  run: z.string(),
  label: z.string(),
  domain: z.string(),
  tenantId: z.string(),
  state: Run.shape.state,
  /** Since when it is in this state, milliseconds since 1970. */
  since: z.number(),
  requester: z.string(),
  /** Entra object id of the requester; missing in rows of earlier releases, as is the server group. */
  requesterId: z.string().exactOptional(),
  serverGroup: z.string().exactOptional(),
  /** What stops it (state needs-person), or what it waits for. */
  reason: z.string().exactOptional(),
  /** When the approval expires or the next attempt begins. */
  until: z.number().exactOptional(),
  /** What the run is for; missing for an onboarding. */
  /** Application that exo itself deleted in this tenant, until it is onboarded again. */
  deleted: RunRequest.shape.deleted,
  kind: RunRequest.shape.kind.extract(['suspend', 'resume', 'offboard']).exactOptional(),
});

export const BOARD: RecordKind<Stored<typeof BoardRow>> = { v: 1, schema: BoardRow, upgrades: [] };

/** What the customer's ServiceNow instance needs, and the proof that it works. */
export const HandOver = z.strictObject({
  organization: z.string(),
  appId: z.string(),
  thumbprint: z.string(),
  /** End of the certificate's life, ISO 8601. */
  validUntil: z.string(),
  proofs: z.array(z.strictObject({ ...verifyConnection.output.shape, server: z.string() })),
  /** True when the run found everything in place and wrote nothing. */
  unchanged: z.boolean(),
});

/** What is in place in a tenant: written when a run finishes, kept while later ones work or fail. */
export const OnboardedRow = HandOver.extend({
  run: z.string(),
  label: z.string(),
  domain: z.string(),
  tenantId: z.string(),
  mode: RunRequest.shape.mode,
  serverGroup: z.string(),
  requester: z.string(),
  approver: z.string().exactOptional(),
  /** The approval that covers the tenant as it is: of this run, or an earlier one. */
  evidence: ApprovalEvidence.nullable(),
  finishedAt: z.number(),
});

export const ONBOARDED: RecordKind<Stored<typeof OnboardedRow>> = {
  v: 2,
  schema: OnboardedRow,
  // What version 1 was approved for covers nothing: the next onboarding asks.
  upgrades: [(row) => ({ ...row, evidence: null })],
};

/** A tenant that somebody suspended, from the moment in which they asked until it is resumed. */
export const SuspendedRow = z.strictObject({
  run: z.string(),
  label: z.string(),
  domain: z.string(),
  tenantId: z.string(),
  by: z.string(),
  /** When it was asked for, milliseconds since 1970. */
  askedAt: z.number(),
  /** Since when Entra gives out no new tokens, milliseconds since 1970; missing until that is known. */
  since: z.number().exactOptional(),
  /** Whether the application could sign in before the first suspension; null: not known yet. */
  wasEnabled: z.boolean().nullable(),
});

export const SUSPENDED: RecordKind<Stored<typeof SuspendedRow>> = { v: 1, schema: SuspendedRow, upgrades: [] };

/** What the last check of a MID server found, whichever run asked for it: kept for the card of the runners. */
export const ServerCheck = z.strictObject({
  server: z.string(),
  run: z.string(),
  /** Milliseconds since 1970. */
  at: z.number(),
  /** Version of ExchangeOnlineManagement, null where there is none; missing when the check ended before it could say. */
  exchangeModuleVersion: z.string().nullable().exactOptional(),
  /** What is not as it should be. */
  findings: z.array(Finding),
});

export const SERVER_CHECK: RecordKind<Stored<typeof ServerCheck>> = { v: 1, schema: ServerCheck, upgrades: [] };
