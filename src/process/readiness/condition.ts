/** How one thing is that a process needs for its work. */
export interface Condition {
  /** `stops`: the process cannot do its work. `warning`: it will not for long, or not everything. */
  readonly state: 'ok' | 'warning' | 'stops';
  /** One sentence that names what it is about. */
  readonly says: string;
  /** What to do about it; missing when all is well. */
  readonly advice?: string;
}

export interface NamedCondition extends Condition {
  /** Stable and kebab-case, e.g. `home-token`. */
  readonly name: string;
}

export function ok(says: string): Condition {
  return { state: 'ok', says };
}

export function warning(says: string, advice: string): Condition {
  return { state: 'warning', says, advice };
}

export function stops(says: string, advice: string): Condition {
  return { state: 'stops', says, advice };
}

/** What is dangerous, of a process that works all the same. */
export function notYet(condition: Condition): Condition {
  return condition.state === 'stops' ? { ...condition, state: 'warning' } : condition;
}

/** One line for people: state, name, what is the case, what to do. */
export function lineOf({ state, name, says, advice }: NamedCondition): string {
  return `${state.padEnd(7)} ${name}: ${says}${advice ? ` ${advice}` : ''}`;
}
