import { writeRecord } from '../../process/records/record.ts';
import { type BoardRow, boardRow, changesBoard, onboardedRow } from '../board.ts';
import type { Decision } from '../decide/decide.ts';
import { formatTask } from '../decide/task.ts';
import type { Effect } from '../events.ts';
import { serverChecks } from '../fleet/server-check.ts';
import { planOf } from '../plans/index.ts';
import { JOURNAL } from '../records/journal.ts';
import { NOTICE } from '../records/notice.ts';
import { BOARD, ONBOARDED, SERVER_CHECK, SUSPENDED } from '../records/rows.ts';
import { RUN } from '../records/run.ts';
import { findStep, isFinal, type Run } from '../run.ts';
import { endsOnboarding, endsSuspension, needsSignIn, suspendedRow } from '../suspension.ts';
import { namesOf, placeOf } from '../tenant-index/place.ts';
import { auditOf, type Seal } from './commit-audit.ts';

interface Change {
  readonly before: Run;
  readonly decision: Decision;
  /** The tenant's line on the board until now; needed when the change is seen there. */
  readonly shown: BoardRow | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** For how long the tasks are left to whoever commits. */
  readonly leaseMs: number;
}

/** What one decision writes: the argument of the commit script. Texts are records, sealed where they must be. */
export interface Commit {
  /** The version that it was decided on. */
  readonly expected: number;
  readonly id: string;
  /** The run. */
  readonly doc: string;
  /** Milliseconds since 1970, as all moments here. */
  readonly now: number;
  /** From when on anybody may dispatch what is in the outbox. */
  readonly handOverFrom: number;
  /** Only one open run of its tenant may be so. */
  readonly exclusive: boolean;
  /** It begins a run that must sign in at the tenant: refused while the tenant is suspended. */
  readonly needsSignIn: boolean;
  readonly final: boolean;
  readonly tenant: string;
  readonly servers: readonly { readonly server: string; readonly row: string }[];
  readonly journal: readonly string[];
  readonly audit: readonly string[];
  readonly outbox: readonly string[];
  /** Without a moment the deadline is taken back. */
  readonly deadlines: readonly { readonly member: string; readonly at?: number }[];
  readonly notices: readonly string[];
  /** Missing: nothing that the board shows has changed. */
  readonly board?: string;
  /** Where the tenant stands in the index then, and by what it is found. */
  readonly place?: string;
  readonly names?: readonly string[];
  readonly onboarded?: string;
  /** End of the certificate that is in place then. */
  readonly validUntil?: number;
  readonly suspended?: string;
  /** The tenant is suspended no longer. */
  readonly resumed?: boolean;
}

export function commitOf({ before, decision, shown, now, leaseMs }: Change, seal: Seal): Commit {
  const { run } = decision;
  const tenant = run.request.tenant.id;
  const suspended = suspendedRow(run);
  const onboarded = onboardedRow(run, now);
  const doc = seal(RUN, `run ${run.id}`, run);
  return {
    expected: before.version,
    id: run.id,
    doc,
    now,
    handOverFrom: now + leaseMs,
    exclusive: planOf(run).holdsTenant,
    needsSignIn: before.version === 0 && needsSignIn(run.request.kind),
    final: isFinal(run),
    tenant,
    servers: serverChecks(before, run, now).map((check) => ({
      server: check.server,
      row: seal(SERVER_CHECK, `server ${check.server}`, check),
    })),
    journal: decision.journal.map((entry) => seal(JOURNAL, `journal ${run.id}`, entry)),
    audit: auditOf(decision, doc, now, seal),
    ...lists(run, decision.effects),
    ...(changesBoard(before, run) ? onBoard(boardRow(run, shown, now), seal) : {}),
    ...(suspended ? { suspended: seal(SUSPENDED, `suspended ${tenant}`, suspended) } : {}),
    ...(endsSuspension(run) ? { resumed: true } : {}),
    ...(endsOnboarding(run) ? { offboarded: true } : {}),
    ...(onboarded
      ? {
          onboarded: seal(ONBOARDED, `onboarded ${tenant}`, onboarded),
          validUntil: Date.parse(onboarded.validUntil),
        }
      : {}),
  };
}

function onBoard(row: BoardRow, seal: Seal): Pick<Commit, 'board' | 'place' | 'names'> {
  const { tenantId } = row;
  const place = placeOf({ tenantId, board: row });
  return { board: seal(BOARD, `board ${tenantId}`, row), names: namesOf(row), ...(place ? { place } : {}) };
}

function lists(run: Run, effects: readonly Effect[]) {
  const outbox: string[] = [];
  const deadlines: { member: string; at?: number }[] = [];
  const notices: string[] = [];
  for (const [index, effect] of effects.entries()) {
    if (effect.type === 'execute' || effect.type === 'withdraw') {
      const queue = findStep(run, effect.step)?.queue;
      if (queue)
        outbox.push(
          formatTask({ action: effect.type, queue, run: run.id, step: effect.step, attempt: effect.attempt }),
        );
    } else if (effect.type === 'set-deadline') {
      deadlines.push({ member: `${run.id} ${effect.name}`, at: effect.at });
    } else if (effect.type === 'clear-deadline') {
      deadlines.push({ member: `${run.id} ${effect.name}` });
    } else {
      notices.push(
        writeRecord(NOTICE, { id: `${run.id}.${run.version}.${index}`, run: run.id, notice: effect.notice }),
      );
    }
  }
  return { outbox, deadlines, notices };
}
