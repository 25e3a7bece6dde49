import { formatTask } from '../../../src/runs/decide/task.ts';
import type { World } from '../world/world.ts';

/** What BullMQ said of the jobs of steps, as soon as it did. */
export class JobEvents {
  readonly #counts = new Map<string, number>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** An entry of a stream. */
  note(args: readonly string[]): void {
    const [key = ''] = args;
    const at = (name: string) => args[args.indexOf(name, 1) + 1] ?? '';
    const [event, job] = [at('event'), at('jobId')];
    const queue = key.slice(this.#world.keys.prefix.length + 1, -':events'.length);
    if (queue === 'bot') return;
    const count = this.count(queue, job, event) + 1;
    this.#counts.set(`${queue} ${job} ${event}`, count);
    if (event === 'added' && count > 1) this.#world.violate(`the job ${job} was dispatched twice`);
    if (event === 'active' && count === 1) this.#checkEnd(queue, job);
  }

  count(queue: string, job: string, event: string): number {
    return this.#counts.get(`${queue} ${job} ${event}`) ?? 0;
  }

  /** A worker gets a job for the first time: after the end of its run only while it is still to be taken back. */
  #checkEnd(queue: string, job: string): void {
    const { commits, server, keys } = this.#world;
    const parts = job.split('.');
    const [run = '', step = '', attempt = ''] = [parts[0], parts.slice(1, -1).join('.'), parts.at(-1)];
    if (!commits.over.has(run)) return;
    const tasks = (['execute', 'withdraw'] as const).map((action) =>
      formatTask({ action, queue, run, step, attempt: Number(attempt) }),
    );
    const isLeft = tasks.some((task) => server.keys.sortedSet(keys.outbox)?.score(task) !== undefined);
    if (!isLeft) this.#world.violate(`${job} began after its run was over and it was taken back`);
  }
}
