import { unsupportedFilter } from './protocol/errors.ts';
import { collection } from './protocol/odata.ts';
import type { GraphHandlers, GraphRequest } from './protocol/request.ts';

const OF_OBJECT = /^targetResources\/any\(t:t\/id eq '([0-9a-fA-F-]{36})'\)$/;

/** Who changed what in the directory, newest first. */
export const directoryAuditHandlers: GraphHandlers = {
  'directoryAudit.list': (request) =>
    collection(unfiltered(request), 'auditLogs/directoryAudits', ofObject(request), []),
};

function ofObject({ tenant, query }: GraphRequest) {
  const filter = query.get('$filter') ?? '';
  const [, id] = OF_OBJECT.exec(filter) ?? [];
  if (id === undefined) throw unsupportedFilter(filter);
  return tenant.directoryAudits
    .filter(({ targetResources }) => targetResources.some((each) => each.id === id))
    .toReversed();
}

/** The filter was applied: it has a form of its own. */
function unfiltered(request: GraphRequest): GraphRequest {
  const query = new URLSearchParams(request.query);
  query.delete('$filter');
  return { ...request, query };
}
