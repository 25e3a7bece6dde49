/** One thing the orchestrator must hand over to a queue, take back from it, or look after. */
export interface Task {
  readonly action: 'execute' | 'withdraw';
  readonly queue: string;
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
}

/** A task as member of the outbox or of the in-flight set; names hold no spaces. */
export function formatTask(task: Task): string {
  return [task.action, task.queue, task.run, task.step, task.attempt].join(' ');
}

export function parseTask(member: string): Task {
  const [action, queue, run, step, attempt] = member.split(' ');
  if ((action !== 'execute' && action !== 'withdraw') || !queue || !run || !step || !attempt) {
    throw new Error(`Not a task: ${member}`);
  }
  return { action, queue, run, step, attempt: Number(attempt) };
}
