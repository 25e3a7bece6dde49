import type { z } from 'zod';
import type { RoleName } from '../../process/config/exo-config.ts';
import type { Right } from '../../runs/rights.ts';
import type { Actor } from '../../runs/run.ts';
import type { Bot } from '../bot.ts';
import type { ActionAnswer, CardAction, Speaker } from '../chat/chat.ts';

/** What a click's handler works with. It answers within about a second. */
export interface ActionContext {
  readonly bot: Bot;
  readonly action: CardAction;
  /** The person who clicked, with the roles established for this click. */
  readonly actor: Actor;
  /** Milliseconds since 1970: what is noted down later than this counts as not clicked, because nobody was answered. */
  readonly notAfter: number;
  /** To be called as soon as the click is noted down: from then on nobody is told that nothing was decided. */
  readonly noted: () => void;
}

export const NOTHING_DECIDED = 'Nothing was decided; try again. exo could not record your click in time.';

/** One verb of a card's buttons. */
export interface ActionSpec<S extends z.ZodType = z.ZodType> {
  readonly verb: string;
  /** What the button carries. It comes from the client, so it names things and proves nothing. */
  readonly data: S;
  /** undefined: every member of the home tenant. */
  readonly right: Right | undefined;
  /** Whether it changes something: then only a click by hand counts, and roles are never taken from memory. */
  readonly changes: boolean;
  readonly handler: (data: z.infer<S>, context: ActionContext) => Promise<ActionAnswer>;
}

/** Keeps the data type of a spec, then forgets it so that all specs fit into one list. */
export function defineAction<S extends z.ZodType>(spec: ActionSpec<S>): AnyAction {
  const { data, handler, ...info } = spec;
  return {
    ...info,
    async run(sent, context) {
      const parsed = data.safeParse(sent);
      if (!parsed.success) return refused('This button is not understood any more. Ask for a new card: @exo status.');
      return handler(parsed.data, context);
    },
  };
}

export interface AnyAction {
  readonly verb: string;
  readonly right: Right | undefined;
  readonly changes: boolean;
  readonly run: (sent: unknown, context: ActionContext) => Promise<ActionAnswer>;
}

export function refused(text: string): ActionAnswer {
  return { type: 'refused', text };
}

/** @param speaker a member, so that the id is there */
export function actorOf(speaker: Speaker, roles: readonly RoleName[]): Actor {
  return { id: speaker.id ?? '', name: speaker.name, roles };
}
