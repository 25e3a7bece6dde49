import type { z } from 'zod';

/** Lines of the run card. Those of an onboarding are the steps of the guide. */
export type CardLine =
  | 'Tenant'
  | 'MID servers'
  | 'Changes'
  | 'Application'
  | 'Permissions'
  | 'Certificate'
  | 'Attach certificate'
  | 'Compliance role'
  | 'Exchange'
  | 'Proof'
  | 'ServiceNow'
  | 'Old certificate'
  | 'Disable sign-in'
  | 'Enable sign-in'
  | 'Role, permissions'
  | 'Delete application'
  | 'Private keys';

/** What a run that is cancelled leaves where it is. */
export type Remainder = 'application' | 'permissions' | 'role' | 'certificate' | 'service principal';

type Privileged = boolean | 'follows';

/** What everybody else knows of a step besides its input and output. */
interface Traits<O extends z.ZodType, P extends Privileged> {
  /** What is being done while it runs: words, and what they are done to; without that, the MID server. */
  readonly doing: readonly [doing: string, object?: string];
  /** Lines of the run card that it is part of. */
  readonly lines: readonly CardLine[];
  /** Whether its output says that it changed something outside; false for a step that only reads. */
  readonly wrote: false | ((output: z.infer<O>) => boolean);
  /** What is there once it is done. */
  readonly remains: readonly Remainder[];
  /**
   * It gives somebody a right or a key: never without an approval that holds. `follows`: it takes away or gives back what
   * this run was approved for, under the approval of the run however old that is by then.
   */
  readonly privileged: P;
}

interface CloudTraits {
  /**
   * Least application permissions on Microsoft Graph that it needs from the tenant, as the advice of a refusal names them.
   * docs/graph-permissions.md has them request by request.
   */
  readonly permissions: readonly string[];
}

interface RunnerTraits {
  /** Done by the MID service's own runner too, where certificates lie in the store of that account. */
  readonly inOwnStore: boolean;
}

interface Contract<I extends z.ZodType, O extends z.ZodType> {
  readonly input: I;
  readonly output: O;
}

/** A row of the table for a step that the cloud worker executes. */
export function cloudStep<I extends z.ZodType, O extends z.ZodType, P extends Privileged>(
  contract: Contract<I, O>,
  traits: Traits<O, P> & CloudTraits,
) {
  return { by: 'cloud', ...traits, ...contract, wrote: wroteBy(contract, traits) } as const;
}

/** A row of the table for a step that the elevated runner of a MID server executes. */
export function elevatedStep<I extends z.ZodType, O extends z.ZodType, P extends Privileged>(
  contract: Contract<I, O>,
  traits: Traits<O, P> & RunnerTraits,
) {
  return { by: 'elevated', ...traits, ...contract, wrote: wroteBy(contract, traits) } as const;
}

/** A row of the table for a step that runs as the account of the MID service. */
export function connectStep<I extends z.ZodType, O extends z.ZodType, P extends Privileged>(
  contract: Contract<I, O>,
  traits: Traits<O, P>,
) {
  return { by: 'connect', ...traits, ...contract, inOwnStore: false, wrote: wroteBy(contract, traits) } as const;
}

/** Of an output in another form, as an earlier release left it, nothing is said. */
function wroteBy<I extends z.ZodType, O extends z.ZodType>(
  { output: Output }: Contract<I, O>,
  { wrote }: Traits<O, Privileged>,
): (output: unknown) => boolean {
  return (output) => {
    const parsed = Output.safeParse(output);
    return wrote !== false && parsed.success && wrote(parsed.data);
  };
}
