import { whereMember } from '../../process/records/quarantine.ts';
import type { OrchestratorContext } from './context.ts';

/** A list of work in Redis, by the name that its entries have in the quarantine. */
export type List = 'outbox' | 'inflight' | 'deadlines';

/** Members of a list with what they stand for. Those that stand for nothing are set aside, so that they are met once. */
export async function readable<T>(
  context: OrchestratorContext,
  list: List,
  members: readonly string[],
  parse: (member: string) => T | undefined,
): Promise<{ readonly member: string; readonly value: T }[]> {
  const read = members.map((member) => ({ member, value: parse(member) }));
  const bad = read.flatMap(({ member, value }) => (value === undefined ? [member] : []));
  if (bad.length > 0) {
    const entries = bad.map((member) => ({
      member,
      where: whereMember(list, member),
      why: 'it is not an entry',
      text: member,
    }));
    await context.quarantine.move(context.keys[list], entries);
  }
  return read.flatMap(({ member, value }) => (value === undefined ? [] : [{ member, value }]));
}
