import { z } from 'zod';
import { GroupApproval } from '../../contracts/approval/group.ts';
import type { RecordKind, Stored } from '../../process/records/record.ts';
import { ApprovalRules, Person, RunRequest } from '../records/run.ts';

/** A tenant of a group. Its run says how it is doing, until the group has nothing more to do with it. */
export const GroupMember = z.strictObject({
  tenantId: z.string(),
  label: z.string(),
  /** What its run is asked for; missing where that follows from the tenant's row when its turn comes. */
  request: RunRequest.exactOptional(),
  run: z.string().exactOptional(),
  end: z
    .strictObject({
      /** `ready`: done. `over`: its run was cancelled or declined. `left`: no run could begin. */
      how: z.enum(['ready', 'over', 'left']),
      /** What was found in it, or why it was left; one sentence. */
      text: z.string().max(600).exactOptional(),
    })
    .exactOptional(),
});

/** One question to the approvers, about all runs that wait for them. */
export const GroupAsk = z.strictObject({
  list: GroupApproval,
  /** `hashGroup` of the list. */
  hash: z.string(),
  /** Moments in milliseconds since 1970. */
  openedAt: z.number(),
  until: z.number(),
});

/** What an approver decided, for the runs on the list. */
export const GroupDecision = GroupAsk.extend({
  by: Person,
  at: z.number(),
  /** The decision as the bot signed it. */
  statement: z.string().max(4000),
});

/** Runs of one kind for several tenants, which begin one after the other. */
export const Group = z.strictObject({
  id: z.string(),
  /** Increased by every change. */
  version: z.number(),
  kind: z.enum(['onboard', 'rotate', 'check']),
  state: z.enum(['working', 'waiting-approval', 'stopped', 'finished', 'declined', 'cancelled']),
  requester: Person,
  /** Where its card stands; opaque here. */
  place: z.record(z.string(), z.unknown()),
  approval: ApprovalRules,
  /** Runs that are under way at the same time, at most. */
  atOnce: z.number().int().min(1),
  createdAt: z.number(),
  finishedAt: z.number().exactOptional(),
  /** The canary first. */
  members: z.array(GroupMember),
  /** What was named and is no tenant that anything can begin for, with why. */
  unknown: z.array(z.strictObject({ name: z.string().max(300), text: z.string().max(600) })),
  /** Codes of failures that do not stop it any more. */
  known: z.array(z.string()),
  /** Why nothing new begins (state `stopped`). */
  stop: z.strictObject({ code: z.string(), label: z.string(), text: z.string(), at: z.number() }).exactOptional(),
  /** How often it has stopped. */
  stops: z.number(),
  /** How often it has asked the approvers. */
  round: z.number(),
  ask: GroupAsk.exactOptional(),
  decisions: z.array(GroupDecision),
  closedBy: Person.exactOptional(),
});

export const GROUP: RecordKind<Stored<typeof Group>> = { v: 1, schema: Group, upgrades: [] };
