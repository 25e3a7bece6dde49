import { CodedError } from '../../process/errors.ts';
import type { Group, GroupMember } from '../../runs/groups/group.ts';
import type { RunRequest } from '../../runs/run.ts';
import type { RunStore } from '../../runs/store/store.ts';
import { TenantBusyError } from '../../runs/store/store-errors.ts';
import { checkRequest, type LookContext } from '../drift-watch/look.ts';
import { beginOnce } from '../due/begin-once.ts';
import { renewalRequest } from '../renewals/begin-due.ts';

export type BeginContext = Pick<LookContext, 'redis' | 'keys' | 'sealed' | 'config'> & {
  readonly store: LookContext['store'] & Pick<RunStore, 'onboarded'>;
};

/**
 * Begins the run of a tenant, one however often it is tried and by however many processes: the command that it carries names
 * group and tenant.
 * @returns the member with its run, or with why none can begin
 */
export async function beginMember(context: BeginContext, group: Group, member: GroupMember): Promise<GroupMember> {
  try {
    const request = await requestOf(context, group, member);
    if (!request) return left(member, 'exo keeps nothing of it any more: onboard it first.');
    const run = await beginOnce(context.store, request, commandOf(group, member));
    return { ...member, run: run.id };
  } catch (error) {
    if (error instanceof TenantBusyError) {
      const holder = await context.store.get(error.run);
      if (holder?.request.place['command'] === commandOf(group, member)) return { ...member, run: holder.id };
      return left(member, `${error.run} is already working on it.`);
    }
    if (!(error instanceof CodedError)) throw error;
    return left(member, `${error.message} ${error.advice}`);
  }
}

function commandOf({ id }: Group, { tenantId }: GroupMember): string {
  return `${id} ${tenantId}`;
}

function left(member: GroupMember, text: string): GroupMember {
  return { ...member, end: { how: 'left', text: text.slice(0, 600) } };
}

/** What depends on the tenant's row is looked up when its turn comes: the row may have changed since the group was asked for. */
async function requestOf(context: BeginContext, group: Group, member: GroupMember): Promise<RunRequest | undefined> {
  if (group.kind === 'onboard') return member.request;
  const [row] = await context.store.onboarded([member.tenantId]);
  if (!row) return undefined;
  const { requester, id } = group;
  if (group.kind === 'check') return checkRequest(context, row, { requester, place: { group: id } });
  // It waits for a person at last, in a thread of its own.
  return renewalRequest(context, row, { requester, place: { group: id, after: group.place } });
}
