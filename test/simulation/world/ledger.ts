import type { Host } from '../time/scheduler.ts';

/** A worker began to execute an attempt. */
export interface Execution {
  /** Of the job. */
  readonly id: string;
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
  readonly queue: string;
  readonly host: Host;
  readonly at: number;
  ended: number | undefined;
}

/** Something was given in a tenant. */
export interface Grant {
  readonly run: string;
  readonly kind: string;
  /** Hash of the subject under which the guard let it through. */
  readonly subject: string;
  /** When the guard was asked. */
  readonly asked: number;
  readonly at: number;
}

/** What somebody clicked, or was told about their click. */
export interface Acknowledged {
  readonly run: string;
  readonly what: string;
  readonly by: string;
  readonly round: number;
  /** Id of the message with the button. */
  readonly message: string;
  readonly at: number;
}

/** What really happened, written down outside of everything that can fail. */
export interface Ledger {
  readonly executions: Execution[];
  readonly grants: Grant[];
  readonly clicks: Acknowledged[];
  readonly acknowledged: Acknowledged[];
  /** Commands that Teams had its 200 for. */
  readonly taken: { readonly text: string; readonly conversationId: string }[];
  readonly violations: string[];
}

export function createLedger(): Ledger {
  return { executions: [], grants: [], clicks: [], acknowledged: [], taken: [], violations: [] };
}
