import type { BoardRow, OnboardedRow } from '../../../runs/board.ts';
import type { SuspendedRow } from '../../../runs/suspension.ts';
import { KINDS, type TenantKind } from '../../../runs/tenant-index/place.ts';
import type { Look } from '../icons.ts';
import { EXPIRING_MS, validity } from '../tenant/hand-over.ts';
import { listOf, outside } from '../text.ts';
import { timeAt, whenAt } from '../time.ts';
import type { StatusView } from './status-view.ts';

export type { TenantKind };

/** One tenant as a line: every tenant stands in exactly one kind. */
export interface TenantLine {
  readonly label: string;
  readonly kind: TenantKind;
  readonly look: Look;
  readonly word: string;
  readonly text: string;
  /** Since when it is so, milliseconds since 1970; 0 where that does not matter. */
  readonly since: number;
  /** The run that somebody can open. */
  readonly run?: string;
}

/** All tenants: those that need somebody first, the longest waiting of them first, the others by label. */
export function tenantLines(status: StatusView): TenantLine[] {
  const onboarded = new Map(status.onboarded.map((row) => [row.tenantId, row]));
  const suspended = new Map(status.suspended.map((row) => [row.tenantId, row]));
  const onBoard = new Set(status.rows.map((row) => row.tenantId));
  const lines = [
    ...status.rows.map(
      (row) =>
        suspendedLine(row, suspended.get(row.tenantId), status) ?? boardLine(row, onboarded.get(row.tenantId), status),
    ),
    ...status.onboarded.filter((row) => !onBoard.has(row.tenantId)).map((row) => readyLine(row, status)),
  ];
  const known = new Set(lines.map(({ label }) => label));
  const unstarted = status.configured.filter((label) => !known.has(label)).map(unstartedLine);
  return [...lines, ...unstarted].sort(
    (a, b) =>
      KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
      a.since - b.since ||
      a.label.localeCompare(b.label, 'en', { numeric: true }),
  );
}

/** Tenants in place whose certificate ends soon, the first to end first. */
export function expiring(status: StatusView): OnboardedRow[] {
  return status.onboarded
    .filter((row) => Date.parse(row.validUntil) - status.now < EXPIRING_MS)
    .sort((a, b) => Date.parse(a.validUntil) - Date.parse(b.validUntil));
}

/** The certificates of a page, the first to end first. */
export function expiringLines(status: StatusView): TenantLine[] {
  return status.onboarded
    .toSorted((a, b) => Date.parse(a.validUntil) - Date.parse(b.validUntil))
    .map((row) => ({ ...readyLine(row, status), look: 'warning', word: 'certificate', text: validity(row, status) }));
}

/** A suspended tenant, unless something there needs somebody or works just now. */
function suspendedLine(
  row: BoardRow,
  suspension: SuspendedRow | undefined,
  status: StatusView,
): TenantLine | undefined {
  const isAtWork = row.state === 'needs-person' || row.state === 'waiting-approval' || row.state === 'working';
  if (!suspension || isAtWork) return undefined;
  const { label, run, by, since, askedAt } = suspension;
  const text = `${whenAt(since ?? askedAt, status)} by ${by}`;
  return { label, run, since: 0, kind: 'suspended', look: 'stopped', word: 'suspended', text };
}

function boardLine(row: BoardRow, onboarded: OnboardedRow | undefined, status: StatusView): TenantLine {
  const { label, run, since } = row;
  switch (row.state) {
    case 'needs-person':
      return {
        label,
        run,
        since,
        kind: 'needs',
        look: 'failed',
        word: 'needs you',
        text: `${reasonOf(row)} · since ${timeAt(since, status)}`,
      };
    case 'waiting-approval':
      return { label, run, since, kind: 'needs', look: 'approval', word: 'approval', text: approvalText(row, status) };
    case 'working': {
      const next = row.until === undefined ? '' : ` · next try ${timeAt(row.until, status)}`;
      return {
        label,
        run,
        since: 0,
        kind: 'working',
        look: 'working',
        word: 'working',
        text: `${reasonOf(row)}${next}`,
      };
    }
    default:
      if (row.kind === 'offboard' && row.state === 'finished') return takenOutLine(row, status);
      if (onboarded) return readyLine(onboarded, status);
      return row.state === 'finished'
        ? { label, run, since: 0, kind: 'ready', look: 'done', word: 'ready', text: '' }
        : {
            label,
            run,
            since: 0,
            kind: 'unfinished',
            look: 'stopped',
            word: row.state,
            text: `${whenAt(since, status)}, asked by ${row.requester}`,
          };
  }
}

/** It can be onboarded again, like one that never was. */
function takenOutLine({ label, since }: BoardRow, status: StatusView): TenantLine {
  return { label, since: 0, kind: 'unstarted', look: 'stopped', word: 'offboarded', text: whenAt(since, status) };
}

function readyLine(row: OnboardedRow, status: StatusView): TenantLine {
  return {
    label: row.label,
    run: row.run,
    since: 0,
    kind: 'ready',
    look: 'done',
    word: 'ready',
    text: `certificate ${validity(row, status)}`,
  };
}

function unstartedLine(label: string): TenantLine {
  return { label, since: 0, kind: 'unstarted', look: 'waiting', word: 'not started', text: '' };
}

function approvalText(row: BoardRow, { approvers, ...clock }: StatusView): string {
  const others = approvers.filter((name) => name !== row.requester);
  const who = others.length > 0 ? listOf(others, 'or') : approvers.length > 0 ? 'another approver' : 'an approver';
  const until = row.until === undefined ? '' : ` · until ${timeAt(row.until, clock)}`;
  return `by ${who}${until}`;
}

function reasonOf(row: BoardRow): string {
  return outside(row.reason ?? `asked by ${row.requester}`, 160).replace(/\.$/, '');
}
