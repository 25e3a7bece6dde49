import type { World } from './world/world.ts';

/** `held`, or in words what the attacker reached; with what was measured, where something was. */
export type Verdict = { readonly figure?: string } & (
  | { readonly held: true }
  | { readonly held: false; readonly reached: string }
);

export const HELD: Verdict = { held: true };

export function reached(what: string): Verdict {
  return { held: false, reached: what };
}

/** Held unless something was reached. */
export function unless(what: string | undefined | false): Verdict {
  return what ? reached(what) : HELD;
}

/** Held up to a limit. @param figure what was measured, e.g. `ratio 1.07` */
export function within(limit: number, measured: number, figure: string): Verdict {
  return { ...unless(measured > limit && figure), figure };
}

/** One thing that an attacker tries. It uses what that attacker has, and is judged by what it brought about. */
export interface Attempt {
  /** What was tried, as a phrase. */
  readonly what: string;
  /** @throws when it could not be tried at all */
  readonly attempt: () => Promise<Verdict>;
}

export interface Prepared {
  readonly attempts: readonly Attempt[];
  /** Afterwards: shows that the rightful way works here, so that "held" means something. */
  readonly control?: () => Promise<void>;
  /** They do not disturb one another. */
  readonly together?: boolean;
}

/** Attempts of one kind of attacker. */
export interface Area {
  readonly name: string;
  readonly prepare: (world: World) => Promise<Prepared> | Prepared;
}

export function tried(what: string, attempt: () => Promise<Verdict>): Attempt {
  return { what, attempt };
}
