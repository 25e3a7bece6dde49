import '../server/without-dialogs.ts';
import { Application } from '@microsoft/teams-ai/lib/Application.js';
import type { InvokeResponse, TurnContext } from 'botbuilder';
import type { Logger } from '../../../process/log/logger.ts';
import { unmarked } from '../../cards/text.ts';
import type { ActionAnswer, BotHandlers, CardAction, Chat } from '../../chat/chat.ts';
import { botNames, placeOf, speakerOf, TeamsActivity } from './activity.ts';
import { sayingOf } from './fault.ts';
import { toInvokeBody } from './invoke-answer.ts';
import { normalise } from './normalise.ts';
import { invokedAction, submittedAction } from './read-action.ts';

const LONGEST_ANSWER = 1000;

/**
 * Routes activities to the handlers. teams-ai is asked for dispatch alone: its typing timer cannot be switched off by
 * its option, its card answers remember state of earlier ones, and it leaves a failed invoke without an answer.
 */
export function createDispatch(
  handlers: BotHandlers,
  chat: Chat,
  logger: Logger,
  newId: () => string,
): (context: TurnContext) => Promise<void> {
  const app = new Application({ removeRecipientMention: false, startTypingTimer: false });
  app.startTypingTimer = () => undefined;

  const on = (types: readonly string[], handle: (activity: TeamsActivity) => Promise<void>) =>
    app.addRoute(
      async (context) => types.includes(context.activity.type),
      async (context) => handle(TeamsActivity.parse(context.activity)),
    );
  on(['message'], (activity) => {
    const action = submittedAction(activity);
    return action ? onSubmit(action, handlers, chat) : onCommand(activity, handlers, newId);
  });
  on(['messageUpdate'], async (activity) => {
    if (activity.channelData?.eventType === 'editMessage') await onCommand(activity, handlers, newId);
  });
  on(['installationUpdate', 'conversationUpdate'], async (activity) => {
    if (isInstallation(activity)) await handlers.installed(placeOf(activity));
  });
  app.addRoute(
    async (context) => context.activity.type === 'invoke',
    async (context) => onInvoke(context, handlers, logger),
    true,
  );

  return async (context) => {
    try {
      await app.run(context);
    } catch (error) {
      logger.error({ err: error, type: context.activity.type }, 'activity could not be handled');
      await sayFault(context, error, chat, logger);
    }
  };
}

async function onCommand(activity: TeamsActivity, handlers: BotHandlers, newId: () => string): Promise<void> {
  const text = normalise(activity.text ?? '', botNames(activity));
  // Without an id a second message with the same words could not be told from a redelivery.
  const activityId = activity.id || newId();
  await handlers.command({ text, speaker: speakerOf(activity), place: placeOf(activity), activityId });
}

async function onInvoke(context: TurnContext, handlers: BotHandlers, logger: Logger): Promise<void> {
  const answer = await answerInvoke(context, handlers, logger);
  const value: InvokeResponse = { status: 200, body: toInvokeBody(answer) };
  await context.sendActivity({ type: 'invokeResponse', value });
}

async function answerInvoke(context: TurnContext, handlers: BotHandlers, logger: Logger): Promise<ActionAnswer> {
  try {
    const action = invokedAction(TeamsActivity.parse(context.activity));
    if (action) return await handlers.action(action);
    logger.info({ name: context.activity.name }, 'unknown invoke');
    return { type: 'refused', text: 'exo does not know this button. Ask for a new card: status.' };
  } catch (error) {
    logger.error({ err: error }, 'card action failed');
    return { type: 'refused', text: sayingOf(error) };
  }
}

/** An older client sends a message instead of an invoke: the answer goes into the conversation. */
async function onSubmit(action: CardAction, handlers: BotHandlers, chat: Chat): Promise<void> {
  const answer = await handlers.action(action);
  if (answer.type !== 'card') await chat.post(action.place, { text: unmarked(answer.text, LONGEST_ANSWER) });
  else if (action.messageId) await chat.update(action.place, action.messageId, { card: answer.card });
  else await chat.post(action.place, { card: answer.card });
}

function isInstallation(activity: TeamsActivity): boolean {
  if (activity.type === 'installationUpdate') return activity.action?.startsWith('add') ?? false;
  return (activity.membersAdded ?? []).some((member) => member.id === activity.recipient.id);
}

async function sayFault(context: TurnContext, fault: unknown, chat: Chat, logger: Logger): Promise<void> {
  const activity = TeamsActivity.safeParse(context.activity);
  if (!activity.success || activity.data.type !== 'message') return;
  try {
    await chat.post(placeOf(activity.data), {
      text: unmarked(sayingOf(fault), LONGEST_ANSWER),
    });
  } catch (error) {
    logger.warn({ err: error }, 'the fault could not be told either');
  }
}
