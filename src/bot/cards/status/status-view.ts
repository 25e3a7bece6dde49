import type { BoardRow, OnboardedRow } from '../../../runs/board.ts';
import type { Group } from '../../../runs/groups/group.ts';
import type { SuspendedRow } from '../../../runs/suspension.ts';
import type { TenantKind } from '../../../runs/tenant-index/place.ts';
import type { TenantFilter } from '../../chat/tenant-filter.ts';
import type { Clock } from '../time.ts';

/** What the status card shows. */
export interface StatusView extends Clock {
  readonly rows: readonly BoardRow[];
  readonly onboarded: readonly OnboardedRow[];
  readonly suspended: readonly SuspendedRow[];
  /** How many there are when `rows` and the others hold only those that can be shown. */
  readonly totals?: Readonly<Record<TenantKind | 'expiring', number>>;
  /** Those that are not over, the oldest first. */
  readonly groups?: readonly Group[];
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
  /** Page of the list of tenants, from 0. */
  readonly page: number;
  /** The list of tenants instead of the overview. */
  readonly filter?: 'all' | FilteredView;
  /** Entries of the store that could not be read, for those who look after it. */
  readonly setAside?: { readonly count: number; readonly since: number };
  /** What is wrong with exo itself; it stands first. */
  readonly troubles: readonly { readonly says: string; readonly advice: string }[];
  /** Names of those who may approve. */
  readonly approvers: readonly string[];
}

/** A page of some of the tenants: `rows` and the others are those of this page. */
export interface FilteredView {
  readonly filter: TenantFilter;
  /** How many there are on all pages. */
  readonly total: number;
  /** Name of whoever looks. */
  readonly person: string;
}
