import type { StepError } from '../../../contracts/errors.ts';
import { CLOUD_QUEUE } from '../../../contracts/job.ts';
import { readClockText } from '../../../contracts/trust/clock.ts';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;

/** The error for a person when a worker refused a job because its clock does not fit; undefined for other reasons. */
export function clockRefusal(queue: string, reason: string): StepError | undefined {
  const clock = readClockText(reason);
  if (!clock) return undefined;
  const worker = queue === CLOUD_QUEUE ? 'one of the jobs processes' : `the server of the runner ${queue}`;
  const [least, than] = clock.direction === 'ahead' ? ['at least ', 'ahead of'] : ['', 'behind'];
  return {
    kind: 'person',
    code: 'clock-differs',
    message: `The clock of ${worker} is ${least}${inWords(clock.seconds)} ${than} this bot's, so it refused the job.`,
    advice: `Set the clocks of ${worker} and of the machine of the bot by the same time source (on Windows: w32tm /resync), then Retry.`,
  };
}

function inWords(seconds: number): string {
  if (seconds < 2 * MINUTE_S) return `${seconds} s`;
  if (seconds < 2 * HOUR_S) return `${Math.round(seconds / MINUTE_S)} min`;
  return `${Math.round(seconds / HOUR_S)} h`;
}
