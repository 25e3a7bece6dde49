import type { BoardRow, OnboardedRow } from '../board.ts';
import type { SuspendedRow } from '../suspension.ts';

/** What a tenant is to whoever looks at all of them: each is exactly one of these, the most urgent first. */
export const KINDS = ['needs', 'suspended', 'working', 'unfinished', 'unstarted', 'ready'] as const;
export type TenantKind = (typeof KINDS)[number];

/** What is known of one tenant. */
export interface TenantRows {
  readonly tenantId: string;
  readonly board?: BoardRow | undefined;
  readonly onboarded?: OnboardedRow | undefined;
  readonly suspended?: SuspendedRow | undefined;
}

/** @returns undefined: nothing is known of the tenant */
export function kindOf({ board, onboarded, suspended }: TenantRows): TenantKind | undefined {
  if (!board) return onboarded && 'ready';
  const { plain, ready, stopped } = kindsOf(board);
  return suspended ? stopped : onboarded ? ready : plain;
}

/**
 * A kind in the index: one character, so that the order of the characters is the order of the kinds.
 * @param after 1: the mark that would follow
 */
export function markOf(kind: TenantKind, after: 0 | 1 = 0): string {
  return String(KINDS.indexOf(kind) + 1 + after);
}

/**
 * Where a tenant stands in the index: three marks (as it is, when it is onboarded, when it is suspended) and then what
 * makes its order and is searched. The commit script takes the mark that holds, since it alone knows what else is true.
 */
export function placeOf({ board, onboarded }: TenantRows): string | undefined {
  const row = board ?? onboarded;
  if (!row) return undefined;
  const kinds = board
    ? kindsOf(board)
    : { plain: 'ready' as const, ready: 'ready' as const, stopped: 'ready' as const };
  const marks = [kinds.plain, kinds.ready, kinds.stopped].map((kind) => markOf(kind)).join('');
  // Those who wait stand in the order of their waiting, all others by name.
  const since = board && kinds.plain === 'needs' ? board.since : 0;
  return [
    marks,
    String(since).padStart(14, '0'),
    sortable(row.label),
    row.tenantId,
    ...namesOf(row).map(field),
    field(board?.serverGroup ?? onboarded?.serverGroup ?? ''),
    field(board?.requesterId ?? row.requester),
    board?.state ?? 'finished',
  ].join(SEPARATOR);
}

/** By what people name a tenant, in lower case: its label and its domain. */
export function namesOf({ label, domain }: { readonly label: string; readonly domain: string }): [string, string] {
  return [label.toLowerCase(), domain.toLowerCase()];
}

export const SEPARATOR = '\t';

/** A text as a part of a place, in lower case. */
export function field(text: string): string {
  return text
    .replace(/[\p{Cc}]/gu, ' ')
    .toLowerCase()
    .slice(0, 253);
}

/** Numbers in a label count as numbers: `tenant-9` comes before `tenant-10`. */
function sortable(label: string): string {
  return field(label).replace(/\d+/g, (digits) => digits.padStart(9, '0'));
}

interface Kinds {
  readonly plain: TenantKind;
  readonly ready: TenantKind;
  readonly stopped: TenantKind;
}

function kindsOf({ state, kind }: BoardRow): Kinds {
  switch (state) {
    case 'needs-person':
    case 'waiting-approval':
      return { plain: 'needs', ready: 'needs', stopped: 'needs' };
    case 'working':
      return { plain: 'working', ready: 'working', stopped: 'working' };
    case 'finished': {
      const over = kind === 'offboard' ? 'unstarted' : 'ready';
      return { plain: over, ready: over, stopped: 'suspended' };
    }
    default:
      return { plain: 'unfinished', ready: 'ready', stopped: 'suspended' };
  }
}
