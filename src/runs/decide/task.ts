/** One thing the orchestrator must dispatch to a queue, take back from it, or look after. */
export interface Task {
  readonly action: 'execute' | 'withdraw';
  readonly queue: string;
  readonly run: string;
  readonly step: string;
  readonly attempt: number;
}

const TASK = /^(execute|withdraw) ([a-z0-9-]{1,63}) ([^\s:]{1,200}) ([^\s:]{1,200}) ([1-9]\d{0,8})$/;

/** A task as member of the outbox or of the in-flight set; names hold no spaces. */
export function formatTask(task: Task): string {
  return [task.action, task.queue, task.run, task.step, task.attempt].join(' ');
}

/** The task that an entry stands for; undefined when it stands for none. */
export function parseTask(member: string): Task | undefined {
  const [, action, queue, run, step, attempt] = TASK.exec(member) ?? [];
  if ((action !== 'execute' && action !== 'withdraw') || !queue || !run || !step) return undefined;
  return { action, queue, run, step, attempt: Number(attempt) };
}
