import type { Actions } from '../spec/action.ts';
import { acceptChange, acceptForm } from './accept-change.ts';
import { approve, decline } from './approve.ts';
import { doCommand } from './do.ts';
import { follow } from './follow.ts';
import { groupAgain, groupApprove, groupContinue, groupDecline, groupOpen, groupStop } from './groups.ts';
import { help } from './help.ts';
import { cancel, openRun, refresh, remindTomorrow, retry, switched } from './run-actions.ts';
import { acceptRunner, refuseRunner, runners } from './runners.ts';
import { status, statusPage } from './status.ts';

/** What answers each button. A verb without an action is a type error. */
export const ACTIONS: Actions = {
  approve,
  decline,
  retry,
  cancel,
  switched,
  'remind-tomorrow': remindTomorrow,
  'accept-form': acceptForm,
  'accept-change': acceptChange,
  refresh,
  'open-run': openRun,
  'group-open': groupOpen,
  'group-approve': groupApprove,
  'group-decline': groupDecline,
  'group-continue': groupContinue,
  'group-again': groupAgain,
  'group-stop': groupStop,
  status,
  'status-page': statusPage,
  help,
  follow,
  do: doCommand,
  runners,
  'accept-runner': acceptRunner,
  'refuse-runner': refuseRunner,
};
