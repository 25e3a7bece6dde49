import type { ActionAnswer, CardAction, ChatPlace, Command } from './chat.ts';

/** What the bot does with what comes from chat. Each answers within about a second and leaves slow work to a queue. */
export interface BotHandlers {
  command(command: Command): Promise<void>;
  action(action: CardAction): Promise<ActionAnswer>;
  /** exo was added to a team or chat; comes more than once for the same. */
  installed(place: ChatPlace): Promise<void>;
}
