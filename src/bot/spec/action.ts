import type { RoleName } from '../../process/config/exo-config.ts';
import type { Right } from '../../runs/rights.ts';
import type { Actor } from '../../runs/run.ts';
import type { Bot } from '../bot.ts';
import type { ActionAnswer, CardAction, Speaker } from '../chat/chat.ts';
import { type Sent, VERB_DATA, type Verb } from '../chat/verbs.ts';

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

/** What answers one verb. */
export interface ActionSpec<V extends Verb> {
  readonly verb: V;
  /** undefined: every member of the home tenant. */
  readonly right: Right | undefined;
  /** Whether it changes something: then only a click by hand counts, and roles are never taken from memory. */
  readonly changes: boolean;
  readonly handler: (data: Sent<V>, context: ActionContext) => Promise<ActionAnswer>;
}

export interface Action<V extends Verb = Verb> {
  readonly verb: V;
  readonly right: Right | undefined;
  readonly changes: boolean;
  readonly run: (sent: unknown, context: ActionContext) => Promise<ActionAnswer>;
}

/** The action of every verb. */
export type Actions = { readonly [V in Verb]: Action<V> };

/** Reads what the button carried before the handler sees it. */
export function defineAction<V extends Verb>({ handler, ...info }: ActionSpec<V>): Action<V> {
  const Data = VERB_DATA[info.verb];
  return {
    ...info,
    async run(sent, context) {
      const parsed = Data.safeParse(sent);
      if (!parsed.success) return refused('This button is not understood any more. Ask for a new card: @exo status.');
      return handler(parsed.data, context);
    },
  };
}

export function refused(text: string): ActionAnswer {
  return { type: 'refused', text };
}

/** @param speaker a member, so that the id is there */
export function actorOf(speaker: Speaker, roles: readonly RoleName[]): Actor {
  return { id: speaker.id ?? '', name: speaker.name, roles };
}
