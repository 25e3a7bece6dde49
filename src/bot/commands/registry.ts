import type { AnyCommand } from '../spec/command.ts';
import { accept } from './accept.ts';
import { adopt } from './adopt.ts';
import { cancel } from './cancel.ts';
import { check } from './check.ts';
import { help } from './help.ts';
import { offboard } from './offboard.ts';
import { onboard } from './onboard.ts';
import { plan } from './plan.ts';
import { resume } from './resume.ts';
import { retry } from './retry.ts';
import { rotate } from './rotate.ts';
import { runner } from './runner.ts';
import { runners } from './runners.ts';
import { status } from './status.ts';
import { suspend } from './suspend.ts';

/**
 * Everything that people can say to exo, in the order of help, of the command menu and of the documentation.
 * A new command is one file beside this one and one entry here.
 */
export const COMMANDS: readonly AnyCommand[] = [
  onboard,
  status,
  plan,
  check,
  accept,
  rotate,
  retry,
  cancel,
  adopt,
  suspend,
  resume,
  offboard,
  runners,
  runner,
  help,
];
