import type { RoleHolder } from '../../process/config/exo-config.ts';
import type { Refusal } from '../../runs/events.ts';
import type { RunStore } from '../../runs/store/store.ts';
import type { ApprovalDesk } from './approval-page.ts';

export interface DeskOptions {
  readonly store: RunStore;
  /** By this process's own configuration. @throws when a group cannot be read */
  readonly mayApprove: (personId: string) => Promise<boolean>;
  /** Those who may, for the sentence that says who could decide. */
  readonly approvers: readonly RoleHolder[];
}

/** Approvals of runs, decided by people who have just signed in. */
export function createApprovalDesk({ store, mayApprove, approvers }: DeskOptions): ApprovalDesk {
  return {
    async open(id, round) {
      const run = await store.get(id);
      const gate = run?.gate;
      return gate?.state === 'open' && gate.round === round ? (gate.subject ?? undefined) : undefined;
    },
    async approve({ run, round, subject, by, idToken }) {
      const roles = (await mayApprove(by.id)) ? (['approver'] as const) : [];
      const applied = await store.apply(run, {
        type: 'approval-decided',
        decision: 'approve',
        by: { id: by.id, name: by.name, roles },
        round,
        planHash: subject,
        statement: null,
        idToken,
      });
      if (!applied) return 'exo knows no such approval. Look at the card in Teams.';
      const others = approvers.filter((holder) => !('person' in holder) || holder.person !== by.id);
      return applied.refusal && refusalSentence(applied.refusal, others.map(({ name }) => name).join(' or '));
    },
  };
}

function refusalSentence(refusal: Refusal, approvers: string): string {
  switch (refusal) {
    case 'not-approver':
      return `Only approvers can decide this: ${approvers || 'nobody is configured'}. You can ask them in the thread of the card.`;
    case 'own-request':
      return `You asked for this run, so another approver must decide: ${approvers || 'nobody else is configured'}.`;
    case 'expired':
      return 'This approval has expired. Retry on the run card asks the approvers again.';
    case 'already-decided':
      return 'Somebody decided this already: the card in Teams says who.';
    default:
      return 'The request changed or is not open any more. Look at the card in Teams.';
  }
}
