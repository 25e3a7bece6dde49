import { z } from 'zod';
import type { CardAction } from '../../chat/chat.ts';
import { placeOf, speakerOf, type TeamsActivity } from './activity.ts';

const Data = z.record(z.string(), z.unknown());

const Invoked = z.object({
  action: z.object({ verb: z.string(), data: Data.nullish() }),
  trigger: z.string().optional(),
});

const Submitted = Data.and(z.object({ verb: z.string() }));

/** The click in an `adaptiveCard/action` invoke; undefined for any other. */
export function invokedAction(activity: TeamsActivity): CardAction | undefined {
  if (activity.name !== 'adaptiveCard/action') return undefined;
  const value = Invoked.safeParse(activity.value);
  if (!value.success) return undefined;
  const { action, trigger } = value.data;
  // A refresh always says `automatic`; the Agents Playground leaves the field out of a click by hand.
  const byHand = trigger === undefined || trigger === 'manual';
  return toAction(activity, action.verb, action.data ?? {}, byHand ? 'manual' : 'automatic');
}

/** The click of a client without Action.Execute: a message with a value and its verb. */
export function submittedAction(activity: TeamsActivity): CardAction | undefined {
  const value = Submitted.safeParse(activity.value);
  if (!value.success) return undefined;
  const { verb, ...data } = value.data;
  return toAction(activity, verb, data, 'manual');
}

function toAction(
  activity: TeamsActivity,
  verb: string,
  data: CardAction['data'],
  trigger: CardAction['trigger'],
): CardAction {
  const speaker = speakerOf(activity);
  return { verb, data, speaker, place: placeOf(activity), messageId: activity.replyToId, trigger };
}
