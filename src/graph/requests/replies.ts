import { z } from 'zod';
import { GraphFailure, parseAs } from '../failures/graph-failure.ts';
import type { BatchItem, ItemAnswer } from './batch.ts';
import type { Batch, Reply, TenantGraph } from './tenant-graph.ts';

type Send = (items: readonly BatchItem[], inOrder: boolean) => Promise<void>;
type Outcome<T> = { readonly value: T } | { readonly failure: GraphFailure };

/** @param followPage reads the pages after the first of a collection. */
export function createBatch(inOrder: boolean, send: Send, followPages: Pick<TenantGraph, 'getAll'>['getAll']): Batch {
  const items: BatchItem[] = [];
  const afterwards: (() => Promise<void>)[] = [];

  function add<T>(item: Omit<BatchItem, 'settle'>, read: (answer: ItemAnswer) => T): Reply<T> {
    const reply = createReply<T>(item.path);
    items.push({
      ...item,
      settle: (answer) =>
        reply.settle(answer instanceof GraphFailure ? { failure: answer } : attempt(() => read(answer))),
    });
    return reply;
  }

  const batch: Batch = {
    get: (path, schema) => add({ method: 'GET', path }, ({ body }) => parseAs(schema, body, path)),
    find(path, schema) {
      const reply = batch.get(path, schema);
      const isMissing = () => reply.failure()?.status === 404;
      return {
        value: () => (isMissing() ? undefined : reply.value()),
        failure: () => (isMissing() ? undefined : reply.failure()),
      };
    },
    all(path, schema) {
      const Page = z.object({ value: z.array(schema), '@odata.nextLink': z.string().optional() });
      const first = batch.get(path, Page);
      const all = createReply<z.infer<typeof schema>[]>(path);
      afterwards.push(async () => {
        const failure = first.failure();
        all.settle(failure ? { failure } : await attemptLater(() => withNextPages(first.value(), schema, followPages)));
      });
      return all;
    },
    patch: (path, body) => add({ method: 'PATCH', path, body }, () => undefined),
    post: (path, body, schema, expected) =>
      add({ method: 'POST', path, body, ...(expected && { goesOnAfter: expected }) }, (answer) =>
        parseAs(schema, answer.body, path),
      ),
    async send() {
      await send(items.splice(0), inOrder);
      await Promise.all(afterwards.splice(0).map((follow) => follow()));
    },
  };
  return batch;
}

async function withNextPages<S extends z.ZodType>(
  first: { value: z.infer<S>[]; '@odata.nextLink'?: string | undefined },
  schema: S,
  followPages: TenantGraph['getAll'],
): Promise<z.infer<S>[]> {
  const next = first['@odata.nextLink'];
  return next === undefined ? first.value : [...first.value, ...(await followPages(next, schema))];
}

function createReply<T>(path: string): Reply<T> & { settle(outcome: Outcome<T>): void } {
  let settled: Outcome<T> | undefined;
  const outcome = (): Outcome<T> => {
    if (!settled) throw new Error(`The batch with ${path} was not sent`);
    return settled;
  };
  return {
    settle: (next) => {
      settled = next;
    },
    value() {
      const known = outcome();
      if ('failure' in known) throw known.failure;
      return known.value;
    },
    failure() {
      const known = outcome();
      return 'failure' in known ? known.failure : undefined;
    },
  };
}

function attempt<T>(read: () => T): Outcome<T> {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof GraphFailure) return { failure: error };
    throw error;
  }
}

async function attemptLater<T>(read: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof GraphFailure) return { failure: error };
    throw error;
  }
}
