import type { UseProof } from '../../../../contracts/steps/cloud/rotation.ts';
import type { TenantGraph } from '../../../../graph/client.ts';
import { readActivity, readSignIns, type SignIn, usedBy, type Watched } from './sign-ins.ts';

/** What is known of the use of certificates since a moment. */
export interface Use {
  /** The best source that says anything; `person`: none does, which is not "unused". */
  readonly proof: UseProof;
  /** The latest use of an old certificate. */
  readonly last: { readonly at: number; readonly address: string | undefined } | undefined;
}

export interface Question {
  readonly appId: string;
  readonly keep: Watched;
  readonly old: readonly Watched[];
  readonly since: Date;
}

/**
 * Whether somebody used the old certificates. A log counts only where it shows the new one: one that shows nothing of
 * either is late, cut off, or does not know which credential was used.
 */
export async function readUse(graph: Pick<TenantGraph, 'url' | 'getAll'>, question: Question): Promise<Use> {
  const { appId, keep, old, since } = question;
  const signIns = await readSignIns(graph, { appId, since });
  const last = latest(signIns?.filter((each) => usedBy(each, old)) ?? []);
  if (last || signIns?.some((each) => usedBy(each, [keep]))) return { proof: 'sign-in-log', last };
  return (await fromReport(graph, question)) ?? { proof: 'person', last: undefined };
}

async function fromReport(
  graph: Pick<TenantGraph, 'url' | 'getAll'>,
  { appId, keep, old, since }: Question,
): Promise<Use | undefined> {
  const activity = await readActivity(graph, appId);
  const lastOf = ({ keyId }: Watched) => (keyId ? activity?.get(keyId.toLowerCase()) : undefined);
  const moments = old.map(lastOf);
  const at = Math.max(...moments.map((moment) => moment ?? 0));
  if (at >= since.getTime()) return { proof: 'activity-report', last: { at, address: undefined } };
  // A key without a line may be unknown to the report: only lines prove anything.
  const isWhole = moments.every((moment) => moment !== undefined) && (lastOf(keep) ?? 0) >= since.getTime();
  return isWhole ? { proof: 'activity-report', last: undefined } : undefined;
}

function latest(signIns: readonly SignIn[]): Use['last'] {
  return signIns.toSorted((one, other) => other.at - one.at)[0];
}
