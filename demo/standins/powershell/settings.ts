import { z } from 'zod';

const Environment = z.object({
  /** Folder of the MID server: its certificate store and `server.json`. */
  EXO_STANDIN_STATE: z.string().min(1),
  EXO_STANDIN_SERVER: z.string().min(1),
  /** The account that this process stands for. */
  EXO_STANDIN_ACCOUNT: z.string().min(1),
  /** Admin door of the stand-in for Entra. */
  EXO_STANDIN_URL: z.url(),
  /** Every operation takes at least so long. */
  EXO_STANDIN_DELAY_MS: z.coerce.number().nonnegative().default(0),
});

export interface Settings {
  readonly folder: string;
  readonly server: string;
  readonly account: string;
  readonly entraUrl: string;
  readonly delayMs: number;
}

/** @throws ZodError that names the variable */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const variables = Environment.parse(env);
  return {
    folder: variables.EXO_STANDIN_STATE,
    server: variables.EXO_STANDIN_SERVER,
    account: variables.EXO_STANDIN_ACCOUNT,
    entraUrl: variables.EXO_STANDIN_URL.replace(/\/$/, ''),
    delayMs: variables.EXO_STANDIN_DELAY_MS,
  };
}
