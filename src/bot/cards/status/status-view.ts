import type { BoardRow, OnboardedRow } from '../../../runs/board.ts';
import type { SuspendedRow } from '../../../runs/suspension.ts';
import type { Clock } from '../time.ts';

/** What the status card shows. */
export interface StatusView extends Clock {
  readonly rows: readonly BoardRow[];
  readonly onboarded: readonly OnboardedRow[];
  readonly suspended: readonly SuspendedRow[];
  /** Labels of the tenants in the configuration. */
  readonly configured: readonly string[];
  readonly servers: readonly {
    readonly name: string;
    readonly lastSeen?: number;
    readonly present: boolean;
    /** One of its runners was never let in, or removed. */
    readonly notAccepted?: true;
    readonly note?: string;
  }[];
  /** Page of the list of all tenants, from 0. */
  readonly page: number;
  /** The list of all tenants instead of the overview. */
  readonly filter?: 'all';
  /** Entries of the store that could not be read, for those who look after it. */
  readonly setAside?: { readonly count: number; readonly since: number };
  /** What is wrong with exo itself; it stands first. */
  readonly troubles: readonly { readonly says: string; readonly advice: string }[];
  /** Names of those who may approve. */
  readonly approvers: readonly string[];
}
