import { setImmediate as turnOfNode } from 'node:timers';

/** Where code runs: a process that may stand still and die. */
export interface Host {
  readonly name: string;
  alive: boolean;
  /** It does nothing before this moment: its machine is busy, or suspended. */
  asleepUntil: number;
}

export interface Event {
  readonly at: number;
  readonly order: number;
  /** Whose code it wakes; undefined for what happens outside of all processes. */
  readonly host: Host | undefined;
  readonly act: () => void;
  cancelled: boolean;
}

/** Virtual time: one thing happens after the other, and what follows from it in the code is done before the next. */
export class Scheduler {
  /** Milliseconds since 1970. */
  now: number;
  /** The process whose code runs. */
  current: Host | undefined;
  steps = 0;
  readonly #heap: Event[] = [];
  #order = 0;
  #busy: () => boolean;

  /** @param busy whether something outside of JavaScript is still at work, such as a signature */
  constructor(now: number, busy: () => boolean = () => false) {
    this.now = now;
    this.#busy = busy;
  }

  schedule(delay: number, host: Host | undefined, act: () => void): Event {
    const event = { at: this.now + Math.max(delay, 0), order: ++this.#order, host, act, cancelled: false };
    this.#push(event);
    return event;
  }

  /** Does the next thing. @returns false when nothing is left to do */
  async step(): Promise<boolean> {
    const event = this.#pop();
    if (!event) return false;
    if (event.cancelled || event.host?.alive === false) return true;
    if (event.host && event.host.asleepUntil > event.at) {
      this.#push({ ...event, at: event.host.asleepUntil, order: ++this.#order });
      return true;
    }
    this.now = Math.max(this.now, event.at);
    this.steps += 1;
    this.current = event.host;
    event.act();
    // What happens outside wakes code only through an event of its own.
    if (event.host) await this.settle();
    this.current = undefined;
    return true;
  }

  /** Lets the code of a process run until it waits. */
  async runIn(host: Host, act: () => void): Promise<void> {
    this.current = host;
    act();
    await this.settle();
    this.current = undefined;
  }

  /** Everything that the code can do without waiting is done when this resolves. */
  async settle(): Promise<void> {
    do await new Promise((resolve) => turnOfNode(resolve));
    while (this.#busy());
  }

  #push(event: Event): void {
    const heap = this.#heap;
    let index = heap.push(event) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent];
      if (!above || isBefore(above, event)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = event;
  }

  #pop(): Event | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (!left) break;
      if (right && isBefore(right, left)) child += 1;
      const next = heap[child];
      if (!next || isBefore(last, next)) break;
      heap[index] = next;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
