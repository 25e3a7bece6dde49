import { GraphError } from '@microsoft/microsoft-graph-client';
import { describe, expect, test } from 'vitest';
import { failureOfResponse, readRetryAfter, toGraphFailure } from '../../../src/graph/failures/graph-failure.ts';

describe('Retry-After', () => {
  const now = Date.parse('2026-11-24T09:30:00Z');

  test.each([
    ['120', 120_000],
    ['0', 0],
    ['Tue, 24 Nov 2026 09:31:00 GMT', 60_000],
    ['Tue, 24 Nov 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    [null, undefined],
  ])('%s means %s ms', (header, expected) => {
    expect(readRetryAfter(header, now)).toBe(expected);
  });
});

describe('an error of the Graph client', () => {
  test('says that the token is what is missing', () => {
    const thrown = new GraphError(-1, 'AADSTS700016: not found');
    thrown.code = 'AuthenticationRequiredError';

    expect(toGraphFailure(thrown)).toMatchObject({ origin: 'token', status: 0, message: 'AADSTS700016: not found' });
  });

  test('with status 201 is an answer that broke off', () => {
    const thrown = new GraphError(201, 'Unexpected end of JSON input');
    thrown.code = 'SyntaxError';

    expect(toGraphFailure(thrown)).toMatchObject({ origin: 'network', status: 201 });
  });

  test('takes request id and wait from the headers', () => {
    const thrown = new GraphError(429, 'slow');
    thrown.code = 'TooManyRequests';
    thrown.headers = new Headers({ 'request-id': 'r-1', 'retry-after': '30' });

    expect(toGraphFailure(thrown)).toMatchObject({
      origin: 'graph',
      status: 429,
      code: 'TooManyRequests',
      requestId: 'r-1',
      retryAfterMs: 30_000,
    });
  });
});

describe('a raw error answer', () => {
  test("is read as Graph's error", async () => {
    const body = { error: { code: 'Conflict', message: 'busy', innerError: { 'request-id': 'r-2' } } };

    const failure = await failureOfResponse(Response.json(body, { status: 409 }));

    expect(failure).toMatchObject({ status: 409, code: 'Conflict', message: 'busy', requestId: 'r-2' });
  });

  test("keeps the status and the text of a proxy's page", async () => {
    const failure = await failureOfResponse(new Response('<h1>Bad gateway</h1>', { status: 502 }));

    expect(failure).toMatchObject({ status: 502, code: '', message: '<h1>Bad gateway</h1>' });
  });
});
