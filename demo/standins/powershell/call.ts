import type { ServerFile } from './server-file.ts';
import type { Settings } from './settings.ts';

/** What an operation of the stand-in works with. */
export interface Call {
  readonly input: unknown;
  readonly secret: unknown;
  readonly machine: Settings;
  readonly server: ServerFile;
  /** The account is an administrator of the server. */
  readonly elevated: boolean;
  progress(note: string): void;
}
