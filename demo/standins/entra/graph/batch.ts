import { type BatchItem, itemsOf } from '../wire/batch.ts';
import { type Answer, encodeAnswer, type Incoming } from '../wire/http.ts';

export type AnswerItem = (item: Incoming) => Promise<Answer>;

/**
 * Answers the requests of a batch one by one; each has its own status, the whole is 200.
 * https://learn.microsoft.com/graph/json-batching
 */
export async function answerBatch(incoming: Incoming, answer: AnswerItem): Promise<Answer> {
  const failed = new Set<string>();
  const responses: object[] = [];
  for (const item of itemsOf(incoming)) {
    const given = item.dependsOn.some((id) => failed.has(id)) ? failedDependency : await answer(item.incoming);
    if (given.status >= 400) failed.add(item.id);
    const { headers } = encodeAnswer(given);
    responses.push({
      id: item.id,
      status: given.status,
      headers,
      ...(given.body !== undefined && { body: given.body }),
    });
  }
  // Microsoft promises no order.
  return { status: 200, body: { responses: responses.toReversed() } };
}

const failedDependency: Answer = {
  status: 424,
  body: {
    error: { code: 'FailedDependency', message: 'The current request depends on another request that has failed.' },
  },
};

/** What Microsoft refuses in a batch as a whole. */
export function batchProblems(items: readonly BatchItem[]): string[] {
  const ids = items.map(({ id }) => id.toLowerCase());
  const unnamed = items.filter(
    ({ incoming }) => incoming.body !== '' && incoming.headers['content-type'] !== 'application/json',
  );
  return [
    ...(new Set(ids).size === ids.length ? [] : ['the ids are not unique']),
    ...unnamed.map(({ id }) => `request ${id} has a body and no Content-Type`),
    ...(isOrderly(items) ? [] : ['dependsOn is neither nowhere, nor each time the request before, nor the same']),
  ];
}

/** https://learn.microsoft.com/graph/known-issues: fully parallel, fully serial, or all on the same one. */
function isOrderly(items: readonly BatchItem[]): boolean {
  const dependencies = items.map(({ dependsOn }) => dependsOn);
  const isSerial = dependencies.every((each, index) => each.join() === (items[index - 1]?.id ?? ''));
  const stated = new Set(dependencies.filter((each) => each.length > 0).map((each) => each.join()));
  return stated.size === 0 || isSerial || stated.size === 1;
}
