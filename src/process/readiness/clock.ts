import { messageOf } from '../errors.ts';
import { type Condition, ok, stops, warning } from './condition.ts';

const WARN_S = 30;
/** Microsoft does not take what was signed by a clock that is further off. */
const STOP_S = 240;

/**
 * Compares the clock of this machine with the one at `url`, by the `Date` header of its answer.
 * @param machine names the machine in a sentence, e.g. `jobs` @param now milliseconds since 1970
 */
export async function clockCondition(
  url: string,
  machine: string,
  now: () => number,
  signal: AbortSignal,
): Promise<Condition> {
  const { host } = new URL(url);
  const asked = now();
  let date: string | null;
  try {
    const response = await fetch(url, { signal, redirect: 'manual' });
    await response.body?.cancel();
    date = response.headers.get('date');
  } catch (error) {
    const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    return stops(
      `${host} cannot be reached from the machine of ${machine}: ${cause}.`,
      `Open the way to ${host} on port 443 for ${machine} (firewall, proxy, DNS, certificates).`,
    );
  }
  const there = date ? Date.parse(date) : Number.NaN;
  if (Number.isNaN(there)) return ok(`${host} does not tell the time.`);
  // The header has whole seconds and was made somewhere between question and answer.
  const off = Math.round(((asked + now()) / 2 - (there + 500)) / 1000);
  if (Math.abs(off) < WARN_S) return ok(`The clock of ${machine} is right.`);
  const says = `The clock of ${machine} is ${lengthOf(Math.abs(off))} ${off < 0 ? 'behind' : 'ahead'}.`;
  const advice = `Set the clock of the machine of ${machine} by a time service (NTP).`;
  return Math.abs(off) < STOP_S ? warning(says, advice) : stops(says, advice);
}

function lengthOf(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}
