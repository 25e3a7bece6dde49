import { isFinal, type Run } from '../../../src/runs/run.ts';
import type { World } from '../world/world.ts';

/** What must hold between a run as it was and as it is now, whoever changed it. */
export function checkCommit(world: World, before: Run | undefined, now: Run): void {
  const wrong = (what: string) => world.violate(`${now.id} version ${now.version}: ${what}`);
  if (now.version !== (before?.version ?? 0) + 1) wrong(`follows version ${before?.version}`);
  if (!before) return;
  if (isFinal(before)) wrong(`was ${before.state} already`);
  const [old, gate] = [before.gate, now.gate];
  if (old && (!gate || gate.round < old.round)) wrong('its approval went back to an earlier round');
  if (old && gate?.round === old.round && gate.state === 'open' && old.state !== 'open') {
    wrong(`its approval was ${old.state} and is open again`);
  }
  for (const step of now.steps) {
    const was = before.steps.find(({ id }) => id === step.id);
    if (!was) wrong(`has a new step ${step.id}`);
    else if (step.attempt < was.attempt) wrong(`${step.id} went back to attempt ${step.attempt}`);
    else if (
      was.state === 'done' &&
      ['running', 'queued', 'delayed'].includes(step.state) &&
      step.attempt === was.attempt
    ) {
      wrong(`attempt ${step.attempt} of ${step.id} was done and is ${step.state} again`);
    }
  }
}
