import type { AnyAction } from '../spec/action.ts';
import { approve, decline } from './approve.ts';
import { doCommand } from './do.ts';
import { follow } from './follow.ts';
import { help } from './help.ts';
import { cancel, openRun, refresh, retry } from './run-actions.ts';
import { acceptRunner, refuseRunner, runners } from './runners.ts';
import { status, statusPage } from './status.ts';

/** Every button that exo answers. */
export const ACTIONS: readonly AnyAction[] = [
  approve,
  decline,
  retry,
  cancel,
  refresh,
  openRun,
  status,
  statusPage,
  help,
  follow,
  doCommand,
  runners,
  acceptRunner,
  refuseRunner,
];
