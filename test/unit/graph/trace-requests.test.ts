import { expect, it } from 'vitest';
import { type AskedRequest, pathTemplate, traceRequests } from '../../../src/graph/requests/trace-requests.ts';
import type { EndedSpan, Tracing } from '../../../src/process/tracing/tracing.ts';

it.each([
  [
    'https://graph.microsoft.com/v1.0/applications/0f3c7c1a-1111-4a5b-9c6d-0123456789ab/owners/$ref',
    '/applications/{id}/owners/$ref',
  ],
  ["https://graph.microsoft.com/v1.0/applications(uniqueName='exo-contoso')?$select=id", '/applications({key})'],
  ["/servicePrincipals(appId='a/b')/owners", '/servicePrincipals({key})/owners'],
  ['https://graph.microsoft.com/beta/auditLogs/signIns?$filter=x', '/auditLogs/signIns'],
  ['/directory/deletedItems/microsoft.graph.application', '/directory/deletedItems/microsoft.graph.application'],
  ['/domains/contoso.com', '/domains/{id}'],
  ['/users/mia@contoso.com/checkMemberGroups', '/users/{id}/checkMemberGroups'],
])('shows %s as %s', (url, template) => {
  expect(pathTemplate(url)).toBe(template);
});

it('records a request under the attempt that asks it, with the requests of a batch, and none that belongs to no step', () => {
  const spans: EndedSpan[] = [];
  const asked = (scope: ReturnType<Tracing['scope']>) =>
    traceRequests({
      record: (span) => spans.push(span),
      during: (_, work) => work(),
      scope: () => scope,
      async [Symbol.asyncDispose]() {},
    });
  const body = JSON.stringify({ requests: [{ id: '1', method: 'GET', url: '/applications/1-2-3?$select=id' }] });
  const request: AskedRequest = { method: 'POST', url: '/$batch', body, status: 429, from: 1, to: 2 };

  asked(undefined)?.(request);
  asked({ run: 'contoso-7', job: 'contoso-7.check-tenant.1' })?.(request);

  expect(spans).toEqual([
    {
      name: 'POST /$batch',
      run: 'contoso-7',
      place: { kind: 'under-attempt', job: 'contoso-7.check-tenant.1' },
      from: 1,
      to: 2,
      attributes: { 'http.response.status_code': 429, 'exo.requests': ['GET /applications/{id}'] },
      failed: 'http-429',
    },
  ]);
});
