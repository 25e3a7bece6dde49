import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { failureOfItem, GraphFailure } from '../failures/graph-failure.ts';
import { LONGEST_HIDDEN_WAIT_MS } from './transport.ts';

/** Microsoft's limit, https://learn.microsoft.com/graph/json-batching */
const ITEMS_PER_BATCH = 20;
/** Wait before an item is sent once more, where Graph names none. */
const WAIT_MS = 1000;

const Answers = z.object({
  responses: z.array(
    z.object({
      id: z.string(),
      status: z.number().int(),
      headers: z.record(z.string(), z.string()).optional(),
      body: z.unknown().optional(),
    }),
  ),
});
export type ItemAnswer = z.infer<typeof Answers>['responses'][number];

/** One request of a batch, until it is settled. */
export interface BatchItem {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: object;
  /** Whether the items behind it are sent although this one failed so. In-order batches only. */
  readonly goesOnAfter?: (failure: GraphFailure) => boolean;
  /** Takes the answer; called once, with the last one. */
  readonly settle: (answer: ItemAnswer | GraphFailure) => void;
}

export interface BatchConnection {
  /** Sends one request to `/$batch`; rejects with GraphFailure when the whole was not answered. */
  readonly post: (body: object) => Promise<unknown>;
  readonly signal: AbortSignal | undefined;
  readonly forgetTokens: () => void;
  /** Called when Graph asked to wait for an item (429). */
  readonly throttled: (() => void) | undefined;
}

/**
 * Sends requests together and settles each with its own answer. What was throttled or refused for its token is sent once
 * more, alone with what waits behind it.
 * @param inOrder each is executed only when the one before succeeded: for writes and what reads them back
 * @throws GraphFailure when no item was answered at all
 */
export async function sendBatch(items: readonly BatchItem[], inOrder: boolean, connection: BatchConnection) {
  if (inOrder && items.length > ITEMS_PER_BATCH) throw new Error(`An ordered batch holds ${items.length} requests`);
  for (let start = 0; start < items.length; start += ITEMS_PER_BATCH) {
    await sendPart(items.slice(start, start + ITEMS_PER_BATCH), inOrder, connection);
  }
}

async function sendPart(items: readonly BatchItem[], inOrder: boolean, connection: BatchConnection): Promise<void> {
  let pending = items;
  let mayRepeat = true;
  while (pending.length > 0) {
    const answers = await exchange(pending, inOrder, connection);
    const failures = answers.filter((answer) => answer instanceof GraphFailure);
    if (failures.some((each) => each.status === 401 || each.status === 403)) connection.forgetTokens();
    if (failures.some((each) => each.status === 429)) connection.throttled?.();
    const again = new Set<BatchItem>();
    let waitMs = 0;
    let repeats = false;
    for (const [index, item] of pending.entries()) {
      const answer = answers[index];
      if (answer === undefined) continue;
      const wait = mayRepeat && answer instanceof GraphFailure ? repeatAfter(answer) : undefined;
      const isBehind = inOrder && answer instanceof GraphFailure && answer.status === 424;
      const before = pending[index - 1];
      if (wait !== undefined) {
        waitMs = Math.max(waitMs, wait);
        repeats = true;
        again.add(item);
      } else if (isBehind && before && (again.has(before) || goesOn(before, answers[index - 1]))) {
        again.add(item);
      } else {
        item.settle(answer);
      }
    }
    // A repetition that only goes on behind a failure which was expected is none of the one that is allowed.
    if (repeats) mayRepeat = false;
    pending = pending.filter((item) => again.has(item));
    if (pending.length > 0 && waitMs > 0) await pause(waitMs, connection.signal);
  }
}

function goesOn(item: BatchItem, answer: ItemAnswer | GraphFailure | undefined): boolean {
  return answer instanceof GraphFailure && item.goesOnAfter?.(answer) === true;
}

async function exchange(items: readonly BatchItem[], inOrder: boolean, connection: BatchConnection) {
  const requests = items.map(({ method, path, body }, index) => ({
    id: String(index + 1),
    method,
    url: path,
    ...(body && { headers: { 'Content-Type': 'application/json' }, body }),
    // Microsoft takes batches that are wholly parallel or wholly serial.
    ...(inOrder && index > 0 && { dependsOn: [String(index)] }),
  }));
  const parsed = Answers.safeParse(await connection.post({ requests }));
  if (!parsed.success) throw formOfBatch(z.prettifyError(parsed.error));
  return items.map((_item, index) => {
    const answer = parsed.data.responses.find(({ id }) => id === String(index + 1));
    if (!answer) return missing();
    return answer.status < 300 ? answer : failureOfItem(answer);
  });
}

/** Milliseconds after which an item may be sent once more by itself; undefined when its failure belongs to the run. */
function repeatAfter({ status, retryAfterMs }: GraphFailure): number | undefined {
  if (status === 401) return 0;
  if (status !== 429 && status !== 503 && status !== 504) return undefined;
  const wait = retryAfterMs ?? WAIT_MS;
  return wait <= LONGEST_HIDDEN_WAIT_MS ? wait : undefined;
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await setTimeout(milliseconds, undefined, signal ? { signal } : {});
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}

const missing = () =>
  new GraphFailure({
    origin: 'network',
    status: 200,
    code: 'answer-missing',
    message: 'Graph answered the batch, but not this request of it.',
  });

const formOfBatch = (what: string) =>
  new GraphFailure({
    origin: 'form',
    status: 200,
    code: 'answer-not-understood',
    message: `The answer to /$batch is not as agreed: ${what}`,
  });
