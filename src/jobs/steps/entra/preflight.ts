import type { TenantGraph } from '../../../graph/client.ts';
import { GraphFailure } from '../../../graph/failures/graph-failure.ts';
import { RIGHTS_OF_MODE, SATISFIED_BY } from './rights.ts';

type Identified = Pick<TenantGraph, 'identity'>;

/**
 * Compares the rights in the bot's token with what the whole plan needs, before anything is written or anybody asked. A
 * token that cannot be read says nothing: then Graph says it, step by step.
 * @throws GraphFailure 403 that names all that is missing
 */
export async function requireRights(graph: Identified, mode: 'full' | 'link'): Promise<void> {
  if ((await missingRights(graph, mode)).length === 0) return;
  // Tokens are kept for an hour; consent may have been given since.
  const missing = await missingRights(graph, mode, { fresh: true });
  if (missing.length === 0) return;
  throw new GraphFailure({
    origin: 'graph',
    status: 403,
    code: 'RightsMissing',
    message: `The token for this tenant lacks ${missing.join(', ')}.`,
    rights: missing,
  });
}

async function missingRights(graph: Identified, mode: 'full' | 'link', options?: { readonly fresh: boolean }) {
  const identity = await graph.identity(options);
  if (!identity) return [];
  const held = new Set(identity.roles);
  return RIGHTS_OF_MODE[mode].filter(
    (right) => !held.has(right) && !(SATISFIED_BY[right] ?? []).some((broader) => held.has(broader)),
  );
}
