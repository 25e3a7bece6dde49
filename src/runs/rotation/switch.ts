import type { Draft } from '../draft.ts';
import type { Refusal } from '../events.ts';
import { hasRight } from '../rights.ts';
import type { Actor, Person } from '../run.ts';
import { DAY_MS, daysLeft, nextReminder } from './reminders.ts';

/** The step that waits for somebody to say that ServiceNow uses the new certificate. */
export const SWITCH = 'await-switch';

/** From the beginning: a rotation that gets stuck before its certificate is made is one that somebody must hear of. */
export function beginReminders(draft: Draft): void {
  const { rotation } = draft.run.request;
  if (rotation) draft.remind(nextReminder(rotation.endsAt, draft.now));
}

/** Everything is proved, and only a person can enter the value. Asked again where the old certificate was put back. */
export function askForSwitch(draft: Draft): void {
  draft.change(SWITCH, { state: 'running', startedAt: draft.now });
  draft.record({ what: 'switch asked', step: SWITCH });
  draft.notify({ kind: 'switch-asked' });
  beginReminders(draft);
}

export function confirmSwitch(draft: Draft, by: Actor, asked?: number): Refusal | undefined {
  const refusal = refusalOf(draft, by);
  if (refusal) return refusal;
  // A card from before the old certificate was put back: what it says was found to be untrue.
  if (asked !== undefined && asked !== askedAt(draft)) return 'nothing-to-confirm';
  const person: Person = { id: by.id, name: by.name };
  draft.forgetFailure(SWITCH);
  draft.change(SWITCH, { state: 'done', finishedAt: draft.now, output: { by: person } });
  draft.record({ what: 'switched', step: SWITCH, by: person });
  draft.remind(undefined);
  return undefined;
}

/** Once more in a day; never later than it would be anyway. */
export function remindTomorrow(draft: Draft, by: Actor): Refusal | undefined {
  const refusal = refusalOf(draft, by);
  if (refusal) return refusal;
  draft.remind(Math.min(draft.now + DAY_MS, draft.run.remindAt ?? Number.POSITIVE_INFINITY));
  return undefined;
}

function askedAt({ run }: Draft): number | undefined {
  return run.steps.find(({ name }) => name === SWITCH)?.startedAt;
}

function refusalOf({ run }: Draft, { roles }: Actor): Refusal | undefined {
  if (!hasRight(roles, 'hand-over')) return 'not-handing-over';
  return run.steps.find(({ name }) => name === SWITCH)?.state === 'running' ? undefined : 'nothing-to-confirm';
}

/** Reminds, and sets the next moment; of a moment that has passed twice nobody is told twice. */
export function remindOfSwitch(draft: Draft): void {
  const { remindAt, request } = draft.run;
  const { rotation } = request;
  if (!rotation || remindAt === undefined || draft.now < remindAt) return;
  const days = daysLeft(rotation.endsAt, draft.now);
  draft.record({ what: 'reminded', detail: `${days} days before the certificate ends` });
  draft.notify({ kind: 'switch-reminder', days });
  draft.remind(nextReminder(rotation.endsAt, draft.now));
}
