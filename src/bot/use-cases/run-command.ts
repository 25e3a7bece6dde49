import { CodedError } from '../../process/errors.ts';
import { hasRight } from '../../runs/rights.ts';
import { lacksRight } from '../access/lacks-right.ts';
import type { Bot } from '../bot.ts';
import { noticeCard } from '../cards/index.ts';
import { whenAt } from '../cards/time.ts';
import type { ChatPlace, OutgoingMessage } from '../chat/chat.ts';
import { ChatError, isDeleted } from '../chat/chat-error.ts';
import { type CommandRunner, GivenUp, type TakenCommand } from '../intake/taken-command.ts';
import { parseCommand } from '../language/parse.ts';
import { runPlaceOf } from '../records/run-place.ts';
import type { AnyCommand, CommandContext } from '../spec/command.ts';
import { clockOf } from '../views/clock.ts';
import { sayEveryday, sayMisused, sayUnknown } from './misunderstood.ts';

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
      await answers.reply({ card: noticeCard({ title: error.message, text: error.advice }) });
      return;
    }
    // The message of a run that has begun is its live card, which says more.
    if (!taken.last) throw error;
    if (!(await hasBegunRun(bot, taken.id))) {
      await answers.reply({ card: noticeCard({ title: 'exo could not do this', text: FAULT }) });
    }
    throw new GivenUp('the command failed', { cause: error });
  }
}

/** Whether a run of its own came of the command; one that it met belongs to another message. */
async function hasBegunRun({ store }: Bot, command: string): Promise<boolean> {
  const name = await store.begunBy(command);
  const run = name === undefined ? undefined : await store.get(name);
  return run !== undefined && runPlaceOf(run)?.command === command;
}

/** Tells whoever asked that nothing was done, instead of doing it at a moment when nobody expects it any more. */
async function sayTooOld(taken: TakenCommand, takenAt: number, bot: Bot): Promise<void> {
  // It began a run, whose live card stands in its message.
  if (await hasBegunRun(bot, taken.id)) return;
  const when = takenAt > 0 ? ` ${whenAt(takenAt, clockOf(bot))}` : ' before exo was updated';
  const text = `You asked for it${when}, and exo could not do it until now. Say it again if you still want it.`;
  await createAnswers(taken, bot).reply({ card: noticeCard({ title: 'Nothing was done', text }) });
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
      else await parsed.run(context);
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

function createAnswers(taken: TakenCommand, bot: Bot): Pick<CommandContext, 'begin' | 'reply' | 'once' | 'isDone'> {
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
