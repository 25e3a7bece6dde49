import { CodedError } from '../../../process/errors.ts';
import { refusedWrite } from '../../../process/readiness/refused-write.ts';

const FAULT =
  'exo could not do this because of an internal error. Try again in a minute; the log of the bot says what happened.';

/** What people are told when a command or a click could not be taken. Redis that refuses a write is no fault of exo. */
export function sayingOf(fault: unknown): string {
  if (fault instanceof CodedError) return `${fault.message} ${fault.advice}`;
  if (!(fault instanceof Error) || fault.name !== 'ReplyError') return FAULT;
  const { says, advice = '' } = refusedWrite(fault);
  return `exo could not record this. ${says} ${advice}`;
}
