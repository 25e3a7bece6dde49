import { createHash } from 'node:crypto';
import { z } from 'zod';

/** More tenants than this do not fit on one approval card, and nobody would read them. */
export const MOST_APPROVED_TOGETHER = 50;

/**
 * What is decided once for several runs: the hashes of their subjects, each of which names its run, its tenant and everything
 * that this run may do. A run that is not in the list gets nothing from it.
 */
export const GroupApproval = z.strictObject({
  v: z.literal(1),
  what: z.literal('group'),
  group: z.string().max(100),
  /** Counts how often this group asked. */
  round: z.number().int().positive(),
  /** `hashSubject` of each run, sorted. */
  subjects: z.array(z.string().length(43)).min(1).max(MOST_APPROVED_TOGETHER).readonly(),
});
export type GroupApproval = z.infer<typeof GroupApproval>;

/** SHA-256 over the whole list, base64url: one hash for all tenants on the card. */
export function hashGroup(approval: GroupApproval): string {
  // Parsing puts the members into the order of the schema, so that the same list always has the same text.
  return createHash('sha256')
    .update(JSON.stringify(GroupApproval.parse(approval)))
    .digest('base64url');
}

export function groupApproval(group: string, round: number, subjects: readonly string[]): GroupApproval {
  return { v: 1, what: 'group', group, round, subjects: [...new Set(subjects)].sort() };
}
