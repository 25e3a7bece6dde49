import type { Subject } from '../../../contracts/approval/approval.ts';
import type { Group } from '../../../runs/groups/group.ts';
import type { MemberNow } from '../../../runs/groups/member-now.ts';
import type { Clock } from '../time.ts';

/** A tenant of a group as its card shows it. */
export interface MemberLine {
  readonly label: string;
  readonly run: string | undefined;
  readonly now: MemberNow;
  /** What its run asks the approvers for, where the group asks now. */
  readonly subject: Subject | undefined;
}

export interface GroupView extends Clock {
  readonly group: Group;
  readonly members: readonly MemberLine[];
  /** Names of those who may approve. */
  readonly approvers: readonly string[];
}
