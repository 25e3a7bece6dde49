import { CodedError } from '../../process/errors.ts';
import { traced } from '../../process/tracing/traced.ts';
import { hasRight } from '../../runs/rights.ts';
import { lacksRight } from '../access/lacks-right.ts';
import type { Bot } from '../bot.ts';
import { noticeCard } from '../cards/index.ts';
import { whenAt } from '../cards/time.ts';
import type { ChatPlace, OutgoingMessage } from '../chat/chat.ts';
import { ChatError, isDeleted } from '../chat/chat-error.ts';
import { writeCardsAgain } from '../delivery/redraw-queue.ts';
import { type CommandRunner, GivenUp, type TakenCommand } from '../intake/taken-command.ts';
import { parseCommand } from '../language/parse.ts';
import type { AnyCommand, CommandContext } from '../spec/command.ts';
import { clockOf } from '../views/clock.ts';
import { sayEveryday, sayMisused, sayUnknown } from './find/misunderstood.ts';
import { runShown } from './find/shown-run.ts';

type Notice = Parameters<typeof noticeCard>[0];

const FAULT =
  'exo stopped because of an internal error; the log of the bot says what happened. Say it again in a minute.';

/** What the intake worker does with each command. */
export function createCommandRunner(bot: Bot, commands: readonly AnyCommand[]): CommandRunner {
  return {
    run: (taken) => runCommand(taken, bot, commands),
    sayTooOld: (taken, takenAt) => sayTooOld(taken, takenAt, bot),
  };
}

/** From a command to its answer: who may, what was meant, do it. Safe to repeat. */
async function runCommand(taken: TakenCommand, bot: Bot, commands: readonly AnyCommand[]): Promise<void> {
  const { command } = taken;
  const answers = createAnswers(taken, bot);
  if (!bot.access.isMember(command.speaker, command.place)) {
    await answers.reply({ text: bot.access.strangerText });
    return;
  }
  try {
    await bot.people.remember(command.speaker);
    await bot.records.noteAddress(command.place);
    const roles = await bot.access.rolesOf(command.speaker);
    await execute({ bot, command, id: taken.id, roles, commands, ...answers }, commands);
  } catch (error) {
    if (error instanceof ChatError) throw error;
    if (error instanceof CodedError) {
      bot.logger.warn({ err: error, command: command.text }, 'command refused');
      await sayInstead({ title: error.message, text: error.advice }, taken, answers, bot);
      return;
    }
    if (!taken.last) throw error;
    await sayInstead({ title: 'exo could not do this', text: FAULT }, taken, answers, bot);
    throw new GivenUp('the command failed', { cause: error });
  }
}

/** Says that a command was not done, unless a live card stands in its message. */
async function sayInstead(notice: Notice, { id }: TakenCommand, answers: Answers, bot: Bot): Promise<void> {
  if (await runShown(bot, id, answers.messageId())) return;
  await answers.reply({ card: noticeCard(notice) });
  // A process that stood still may carry the command out too, and may have moved a live card here meanwhile.
  const run = await runShown(bot, id, answers.messageId());
  if (run) await writeCardsAgain(bot, run.id);
}

/** Tells whoever asked that nothing was done, instead of doing it at a moment when nobody expects it any more. */
async function sayTooOld(taken: TakenCommand, takenAt: number, bot: Bot): Promise<void> {
  const when = takenAt > 0 ? ` ${whenAt(takenAt, clockOf(bot))}` : ' before exo was updated';
  const text = `You asked for it${when}, and exo could not do it until now. Say it again if you still want it.`;
  await sayInstead({ title: 'Nothing was done', text }, taken, createAnswers(taken, bot), bot);
}

async function execute(context: CommandContext, commands: readonly AnyCommand[]): Promise<void> {
  const { bot, command, roles } = context;
  const parsed = parseCommand(command.text, commands, Object.keys(bot.config.tenants));
  switch (parsed.kind) {
    case 'greeting':
      await greet(context, commands);
      return;
    case 'unknown':
      await sayUnknown(context, parsed.typed, parsed.meant);
      return;
    case 'everyday':
      await sayEveryday(context, parsed.text, parsed.meant);
      return;
    case 'misused':
      await sayMisused(context, parsed.command, parsed.problem);
      return;
    case 'command': {
      const { right } = parsed.command;
      if (right && !hasRight(roles, right)) await context.reply({ text: lacksRight(bot.config, right) });
      else {
        const work = { name: `command ${parsed.command.name}`, attributes: {} };
        await traced(bot.tracing, bot.now, work, () => parsed.run(context));
      }
    }
  }
}

/** Whoever says hello sees what can be said. */
async function greet(context: CommandContext, commands: readonly AnyCommand[]): Promise<void> {
  const help = commands.find(({ name }) => name === 'help')?.read({});
  if (help && 'run' in help) await help.run(context);
}

/** @returns false when somebody deleted the answer, so that it must be posted again */
async function changed(bot: Bot, place: ChatPlace, messageId: string, message: OutgoingMessage): Promise<boolean> {
  try {
    await bot.chat.update(place, messageId, message);
    return true;
  } catch (error) {
    if (!isDeleted(error)) throw error;
    bot.logger.warn({ messageId }, 'the answer to a command was deleted, it is posted again');
    return false;
  }
}

interface Answers extends Pick<CommandContext, 'begin' | 'reply' | 'once' | 'isDone'> {
  /** Of the answer, once it is posted. */
  messageId(): string | undefined;
}

function createAnswers(taken: TakenCommand, bot: Bot): Answers {
  let data = taken.data;
  const { place } = taken.command;
  const isDone = (key: string) => data.done?.includes(key) ?? false;
  async function post(message: OutgoingMessage): Promise<string> {
    const messageId = await bot.chat.post(place, message);
    data = await taken.save({ ...data, messageId });
    return messageId;
  }
  return {
    isDone,
    messageId: () => data.messageId,
    begin: async (message) => data.messageId ?? post(message),
    async reply(message) {
      if (data.messageId && (await changed(bot, place, data.messageId, message))) return data.messageId;
      return post(message);
    },
    async once(key, action) {
      if (isDone(key)) return;
      await action();
      data = await taken.save({ ...data, done: [...(data.done ?? []), key] });
    },
  };
}
