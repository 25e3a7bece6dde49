import { z } from 'zod';
import type { Ring } from '../../contracts/trust/keys.ts';
import { SealJwk } from '../../contracts/trust/seal-key.ts';
import { SigningJwk } from '../../contracts/trust/signing.ts';
import { ConfigurationError } from '../errors.ts';
import type { Logger } from '../log/logger.ts';
import { readKeyFile } from './key-file.ts';

const LONGEST_DAYS = 90;
const DAY_MS = 24 * 3_600_000;
const LOOK_EVERY_MS = 30_000;

/** What bot and jobs read of keys alike. */
export const CommonKeyEnvironment = z.object({
  EXO_SEAL_KEY_FILE: z.string({ error: 'set it to the file with the seal key (npm run make-key -- seal <file>)' }),
  EXO_SEAL_KEY_FILE_PREVIOUS: z.string().optional(),
  EXO_PREVIOUS_KEYS_UNTIL: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], { error: 'must be a date such as 2026-12-31' })
    .optional(),
});

/** The first release sealed its records with the key that signed. */
export const AnySealKey = z.discriminatedUnion('kty', [SealJwk, SigningJwk]);

type KeyVariable =
  | 'EXO_SEAL_KEY_FILE'
  | 'EXO_BOT_KEY_FILE'
  | 'EXO_BOT_PUBLIC_KEY_FILE'
  | 'EXO_ORCHESTRATOR_KEY_FILE'
  | 'EXO_ORCHESTRATOR_PUBLIC_KEY_FILE';

/** The files of a process's keys, by variable. */
export type KeyEnvironment = {
  readonly [V in KeyVariable | `${KeyVariable}_PREVIOUS` | 'EXO_PREVIOUS_KEYS_UNTIL']?: string | undefined;
};

interface AnyKey {
  readonly kid: string;
}

type Variables = Readonly<Record<string, string | undefined>>;

/** Reads the rings of one process. */
export interface KeyReader {
  /**
   * @param variable names the present key's file; with `_PREVIOUS` the previous one's
   * @throws ConfigurationError for a file that is missing or holds another kind of key
   */
  ring<P extends AnyKey, K extends AnyKey = P>(
    variable: KeyVariable,
    present: z.ZodType<P>,
    previous?: z.ZodType<K>,
  ): Ring<P | K>;
  /** The same ring in another form; its previous key leaves with the other. */
  derive<K, L>(ring: Ring<K>, change: (key: K) => L): Ring<L>;
  readonly previous: PreviousKeys;
}

/** The previous keys of a process: believed until a date, never for good. */
export interface PreviousKeys {
  /** Milliseconds since 1970; set where there is one. */
  readonly until: number | undefined;
  /** Variables that name them; none: there are no previous keys. */
  readonly variables: readonly string[];
  /** Takes them out of every ring. */
  forget(): void;
}

/**
 * @param environment names of the files, and until when the previous ones are believed
 * @param now milliseconds since 1970
 */
export function createKeyReader(environment: KeyEnvironment, now: number): KeyReader {
  const end = endOf(environment.EXO_PREVIOUS_KEYS_UNTIL);
  const rings: unknown[][] = [];
  const variables: string[] = [];
  const withPrevious = <K>(present: K, previous: K): Ring<K> => {
    const ring: [K, ...K[]] = [present, previous];
    rings.push(ring);
    return ring;
  };
  return {
    ring(variable, presentSchema, previousSchema) {
      const present = readKeyFile(environment[variable] ?? '', presentSchema, variable);
      const name = `${variable}_PREVIOUS` as const;
      const file = environment[name];
      if (file === undefined) return [present];
      checkEnd(name, end, now);
      const previous = readKeyFile(file, previousSchema ?? presentSchema, name);
      if (previous.kid === present.kid) {
        throw new ConfigurationError(
          `${variable} and ${name} hold the same key.`,
          `Set ${variable} to the new key, or remove ${name}.`,
        );
      }
      variables.push(name);
      return withPrevious<typeof present | typeof previous>(present, previous);
    },
    derive([present, previous], change) {
      return previous === undefined ? [change(present)] : withPrevious(change(present), change(previous));
    },
    previous: {
      until: end,
      variables,
      forget: () => {
        for (const ring of rings) ring.length = 1;
      },
    },
  };
}

/** Takes the previous keys out of the rings when their date passes, and says so; also when it passed before the start. */
export function startForgetting(previous: PreviousKeys, logger: Logger, now: () => number): Disposable {
  const { until, variables } = previous;
  const look = () => {
    if (until === undefined || variables.length === 0 || now() < until) return;
    clearInterval(timer);
    previous.forget();
    logger.warn({ variables }, 'previous keys are not believed any more: remove these variables and delete the files');
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  look();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/**
 * The first release had one key for everything.
 * @throws ConfigurationError that says how to upgrade
 */
export function refuseSigningKey(env: Variables): void {
  if (!env['EXO_SIGNING_KEY_FILE']) return;
  throw new ConfigurationError(
    'EXO_SIGNING_KEY_FILE is not used any more: each role has a key of its own.',
    'Make that file the orchestrator key (EXO_ORCHESTRATOR_KEY_FILE, jobs alone), so that the runners go on, and the previous seal key (EXO_SEAL_KEY_FILE_PREVIOUS), so that the records stay readable; make a bot key and a seal key, and remove this variable. docs/go-live.md, "Upgrade from one signing key", has the commands.',
  );
}

/** Whoever holds both keys could say what each other's key is to prove. @throws ConfigurationError */
export function refuseKeyOf(process: string, env: Variables, variable: string): void {
  if (!env[variable]) return;
  throw new ConfigurationError(
    `${variable} is set for ${process}, which must not hold that key.`,
    `Remove ${variable} and its file from ${process}; it needs the public part only (docs/configuration.md).`,
  );
}

/** @throws ConfigurationError when the bot's key is the orchestrator's */
export function refuseOneKeyForTwo(orchestrator: Ring<AnyKey>, bot: Ring<AnyKey>): void {
  if (!orchestrator.some((key) => bot.some(({ kid }) => kid === key.kid))) return;
  throw new ConfigurationError(
    'One key is set as the bot key and as the orchestrator key: the bot could sign jobs.',
    'Make a bot key of its own: npm run make-key -- bot <file>.',
  );
}

/** A date counts to its end. */
function endOf(until: string | undefined): number | undefined {
  if (until === undefined) return undefined;
  return Date.parse(until) + (until.includes('T') ? 0 : DAY_MS);
}

function checkEnd(variable: string, end: number | undefined, now: number): void {
  if (end === undefined) {
    throw new ConfigurationError(
      `${variable} is set, but not until when that key is believed.`,
      `Set EXO_PREVIOUS_KEYS_UNTIL to a date at most ${LONGEST_DAYS} days ahead.`,
    );
  }
  if (end > now + (LONGEST_DAYS + 1) * DAY_MS) {
    throw new ConfigurationError(
      'EXO_PREVIOUS_KEYS_UNTIL is too far ahead: a previous key is not kept for good.',
      `Set it to a date at most ${LONGEST_DAYS} days ahead.`,
    );
  }
}
