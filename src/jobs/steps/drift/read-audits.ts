import { z } from 'zod';
import type { TenantGraph } from '../../../graph/client.ts';
import { GraphFailure } from '../../../graph/failures/graph-failure.ts';
import { withQuery } from '../../../graph/requests/odata.ts';
import { DirectoryAudit } from './added-by.ts';

/** The right without which Graph shows nobody the audit; it asks for Directory.Read.All beside it. */
const RIGHT = 'AuditLog.Read.All';
/** Graph's longest page. More is not read: a look costs three requests, whoever fills the audit. */
const MOST = '999';

const Page = z.object({ value: z.array(DirectoryAudit) });

/** What the directory audit of a tenant says of some objects. */
export type Audits =
  | { readonly known: true; readonly entries: readonly DirectoryAudit[] }
  | { readonly known: false; readonly why: 'no-right' | 'no-answer' };

/**
 * In one request. Never rejects for what Graph says: that somebody added a credential is told with or without who it was.
 * @param ids object ids of the application and its enterprise application
 */
export async function readAudits(ids: readonly string[], graph: TenantGraph): Promise<Audits> {
  const identity = await graph.identity();
  if (identity && !identity.roles.includes(RIGHT)) return { known: false, why: 'no-right' };
  try {
    const batch = graph.batch();
    const pages = ids.map((id) =>
      batch.get(
        withQuery('/auditLogs/directoryAudits', { $filter: `targetResources/any(t:t/id eq '${id}')`, $top: MOST }),
        Page,
      ),
    );
    await batch.send();
    return { known: true, entries: pages.flatMap((page) => page.value().value) };
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    return { known: false, why: error.status === 401 || error.status === 403 ? 'no-right' : 'no-answer' };
  }
}
