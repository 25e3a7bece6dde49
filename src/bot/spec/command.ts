import type { z } from 'zod';
import type { RoleName } from '../../process/config/exo-config.ts';
import type { Right } from '../../runs/rights.ts';
import type { Bot } from '../bot.ts';
import type { Command, OutgoingMessage } from '../chat/chat.ts';

/** What stands about a command in help, in the app manifest and in the documentation. */
export interface CommandInfo {
  readonly name: string;
  /** One sentence fragment, e.g. `sets a tenant up`; the command menu of Teams shows it. */
  readonly summary: string;
  /** Arguments as shown to people, e.g. `<tenant> [mode] [server group]`; empty for none. */
  readonly usage: string;
  readonly examples: readonly string[];
  /** undefined: every member of the home tenant. */
  readonly right: Right | undefined;
  /** Whether it is offered in a personal chat too. */
  readonly personalToo: boolean;
  /** Left out of the command menu: Teams takes twelve commands there. */
  readonly rare?: true;
}

/** One thing that people can say to the bot. */
export interface CommandSpec<S extends z.ZodObject = z.ZodObject> extends CommandInfo {
  readonly args: S;
  /** Order of the arguments without a key. A word goes to the first of those left whose schema takes it. */
  readonly positions: readonly (keyof z.input<S> & string)[];
  readonly handler: (args: z.infer<S>, context: CommandContext) => Promise<void>;
}

/** What a command's handler works with. It runs in the intake queue and may be slow; it may run twice. */
export interface CommandContext {
  readonly bot: Bot;
  readonly command: Command;
  /** Names this command, the same for a redelivery. */
  readonly id: string;
  readonly roles: readonly RoleName[];
  readonly commands: readonly CommandInfo[];
  /**
   * Posts what is said before there is an answer. A command that is carried out again keeps what its message shows: it may
   * be the answer already. Returns the id of the message.
   */
  begin(message: OutgoingMessage): Promise<string>;
  /** Posts the answer into the thread; later calls change that message. Returns its id. */
  reply(message: OutgoingMessage): Promise<string>;
  /** Runs something at most once for this command, also when the command runs again. */
  once(key: string, action: () => Promise<void>): Promise<void>;
  /** Whether `once` has run something by this name. */
  isDone(key: string): boolean;
}

/** A command with its arguments, ready to be run. */
export type RunCommand = (context: CommandContext) => Promise<void>;

export interface AnyCommand extends CommandInfo {
  readonly args: z.ZodObject;
  readonly positions: readonly string[];
  /** Reads the arguments, the one time that they are read; otherwise the name of the one that is missing or wrong. */
  readonly read: (
    values: Readonly<Record<string, string>>,
  ) => { readonly run: RunCommand } | { readonly lacks: string };
}

/** Keeps the argument types of a spec, then forgets them so that all specs fit into one list. */
export function defineCommand<S extends z.ZodObject>({ handler, ...info }: CommandSpec<S>): AnyCommand {
  return {
    ...info,
    read(values) {
      const args = info.args.safeParse(values);
      if (!args.success) return { lacks: String(args.error.issues[0]?.path[0]) };
      return { run: (context) => handler(args.data, context) };
    },
  };
}
