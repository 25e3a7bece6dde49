import type { Logger } from '../../process/log/logger.ts';
import { createTrouble } from '../../process/log/trouble.ts';
import { afterLook } from '../../runs/groups/changes.ts';
import { type Group, isClosed, isGroupId } from '../../runs/groups/group.ts';
import { memberNow } from '../../runs/groups/member-now.ts';
import { type Next, nextOf, type Seen } from '../../runs/groups/next.ts';
import type { GroupStore } from '../../runs/groups/store.ts';
import type { Actor } from '../../runs/run.ts';
import type { RunStore } from '../../runs/store/store.ts';
import { type BeginContext, beginMember } from './begin-member.ts';

export interface GroupsContext extends BeginContext {
  readonly groups: GroupStore;
  readonly store: BeginContext['store'] & Pick<RunStore, 'apply'>;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface GroupMover extends AsyncDisposable {
  /** A run or a group was changed. */
  hint(id: string): void;
  /** Looks at every open group: hints may get lost. */
  look(): Promise<void>;
}

/** After this many turns of one look others have theirs; the slow look goes on. */
const MOST_TURNS = 50;

/**
 * Moves groups on: reads their runs, and does what the rules say. All that it knows is in Redis, so any number of processes may
 * do it. First it acts and then it notes it down: whoever dies between the two does the same again, and each act is done once
 * (`beginMember`, the rounds of an approval).
 */
export function createGroupMover(context: GroupsContext): GroupMover {
  const ofRun = new Map<string, string>();
  const busy = new Map<string, Promise<void>>();
  const again = new Set<string>();
  const trouble = createTrouble(context.logger, {
    begins: 'group could not be moved, trying again',
    lasts: 'groups still cannot be moved, trying again',
    over: 'groups are moved again',
  });

  function remember(group: Group): void {
    for (const { run, end } of group.members) {
      if (run !== undefined && !end && !isClosed(group)) ofRun.set(run, group.id);
      else if (run !== undefined) ofRun.delete(run);
    }
  }

  async function move(id: string): Promise<void> {
    for (let turns = 0; turns < MOST_TURNS; turns++) {
      const group = await context.groups.get(id);
      if (!group || isClosed(group)) return;
      remember(group);
      if (!(await turn(context, group))) return;
    }
  }

  async function moveAll(id: string): Promise<void> {
    do {
      again.delete(id);
      await move(id);
    } while (again.has(id));
  }

  /** One look at a group at a time; what happens meanwhile is looked at afterwards. */
  function begin(id: string): Promise<void> {
    const running = busy.get(id);
    if (running !== undefined) {
      again.add(id);
      return running;
    }
    const started = moveAll(id).finally(() => busy.delete(id));
    busy.set(id, started);
    return started;
  }

  return {
    hint(id) {
      const group = isGroupId(id) ? id : ofRun.get(id);
      if (group !== undefined) begin(group).catch((error: unknown) => trouble.report({ group, err: error }));
    },
    async look() {
      for (const id of await context.groups.openIds()) await begin(id);
      trouble.over();
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(busy.values());
      trouble.stop();
    },
  };
}

/** @returns whether something was done, so that there may be more to do */
async function turn(context: GroupsContext, group: Group): Promise<boolean> {
  const seen = await see(context, group);
  const next = nextOf(group, seen, context.now());
  const begun = new Map<string, Seen>();
  for (const member of next.begin) {
    const now = await beginMember(context, group, member);
    begun.set(member.tenantId, { member: now, now: memberNow(now, undefined) });
    context.logger.info(
      { group: group.id, tenant: member.tenantId, run: now.run, why: now.end?.text },
      'group goes on',
    );
  }
  await release(context, group, next);
  const by = endedBy(group);
  for (const run of next.cancel) await context.store.apply(run, { type: 'cancel', by });
  const after = seen.map((each) => {
    const fresh = begun.get(each.member.tenantId);
    // What was done shows in the runs at the next look.
    return fresh ? { ...fresh, now: { is: 'waiting' } as const } : each;
  });
  const changed = afterLook(group, after, next, context.now());
  const isDone = !changed || (await context.groups.commit(group, changed));
  return !isDone || changed !== undefined || next.release.length > 0 || next.cancel.length > 0;
}

async function see({ store }: GroupsContext, group: Group): Promise<Seen[]> {
  return Promise.all(
    group.members.map(async (member) => {
      const run = member.run !== undefined && !member.end ? await store.get(member.run) : undefined;
      return { member, now: memberNow(member, run) };
    }),
  );
}

/** The decision goes into each run as its own evidence; the guard looks at that and at nothing of the group. */
async function release({ store, logger }: GroupsContext, { id }: Group, { release: list }: Next): Promise<void> {
  for (const { gate, decision } of list) {
    const { by, statement, list: group } = decision;
    const approver: Actor = { ...by, roles: ['approver'] };
    const said = { decision: 'approve', by: approver, round: gate.round, planHash: gate.hash } as const;
    const applied = await store.apply(gate.run, { type: 'approval-decided', ...said, statement, idToken: null, group });
    logger.info({ group: id, run: gate.run, refusal: applied?.refusal }, 'run goes on under the approval of its group');
  }
}

/** Who closed the group had the right to do so when they did. */
function endedBy({ closedBy, requester }: Group): Actor {
  return { ...(closedBy ?? requester), roles: ['approver'] };
}
