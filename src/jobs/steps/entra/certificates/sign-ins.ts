import { z } from 'zod';
import type { TenantGraph } from '../../../../graph/client.ts';
import { GraphFailure } from '../../../../graph/failures/graph-failure.ts';
import { withQuery } from '../../../../graph/requests/odata.ts';

/** A certificate as the logs name it. */
export interface Watched {
  readonly thumbprint: string;
  readonly keyId: string | null;
}

/** One sign-in of the application. */
export interface SignIn {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly address: string | undefined;
  readonly keyId: string | undefined;
  readonly thumbprint: string | undefined;
  readonly errorCode: number;
}

/** The key that the sign-in named is not on the application (any more). */
export const UNKNOWN_KEY = 700027;

// Only beta says which credential was used, and its examples contradict its types: nothing of it is required.
// https://learn.microsoft.com/graph/api/signin-list?view=graph-rest-beta
const Row = z.looseObject({
  createdDateTime: z.string().nullish(),
  ipAddress: z.string().nullish(),
  servicePrincipalCredentialKeyId: z.string().nullish(),
  servicePrincipalCredentialThumbprint: z.string().nullish(),
  status: z.looseObject({ errorCode: z.number().nullish() }).nullish(),
});

/** Statuses with which Graph says that this tenant does not have it: no right, no licence, no such endpoint. */
const NOT_THERE: ReadonlySet<number> = new Set([400, 401, 403, 404, 501]);

/**
 * Sign-ins of our application since a moment, the refused ones too.
 * @returns undefined where the log cannot be read: then nothing is known, which is not the same as "no sign-ins"
 * @throws GraphFailure where asking again may help
 */
export async function readSignIns(
  graph: Pick<TenantGraph, 'url' | 'getAll'>,
  { appId, since, errorCode }: { readonly appId: string; readonly since: Date; readonly errorCode?: number },
): Promise<SignIn[] | undefined> {
  const $filter = [
    "signInEventTypes/any(t:t eq 'servicePrincipal')",
    `appId eq '${appId}'`,
    `createdDateTime ge ${since.toISOString()}`,
    ...(errorCode === undefined ? [] : [`status/errorCode eq ${errorCode}`]),
  ].join(' and ');
  const rows = await whereThere(() => graph.getAll(withQuery(`${graph.url}/beta/auditLogs/signIns`, { $filter }), Row));
  return rows?.flatMap((row) => {
    const at = Date.parse(row.createdDateTime ?? '');
    if (Number.isNaN(at)) return [];
    return {
      at,
      address: row.ipAddress ?? undefined,
      keyId: row.servicePrincipalCredentialKeyId?.toLowerCase() ?? undefined,
      thumbprint: row.servicePrincipalCredentialThumbprint?.toUpperCase() ?? undefined,
      errorCode: row.status?.errorCode ?? 0,
    };
  });
}

export function usedBy({ keyId, thumbprint }: SignIn, watched: readonly Watched[]): boolean {
  return watched.some(
    (each) =>
      (thumbprint !== undefined && thumbprint === each.thumbprint) ||
      (keyId !== undefined && keyId === each.keyId?.toLowerCase()),
  );
}

const Activity = z.looseObject({
  keyId: z.string().nullish(),
  signInActivity: z.looseObject({ lastSignInDateTime: z.string().nullish() }).nullish(),
});

/**
 * Last sign-in with each key of our application, by its key id. The report is up to a day late.
 * https://learn.microsoft.com/graph/api/reportroot-list-appcredentialsigninactivities?view=graph-rest-beta
 * @returns undefined where the report cannot be read
 */
export async function readActivity(
  graph: Pick<TenantGraph, 'url' | 'getAll'>,
  appId: string,
): Promise<ReadonlyMap<string, number> | undefined> {
  const path = withQuery(`${graph.url}/beta/reports/appCredentialSignInActivities`, { $filter: `appId eq '${appId}'` });
  const rows = await whereThere(() => graph.getAll(path, Activity));
  if (!rows) return undefined;
  const found = rows.flatMap(({ keyId, signInActivity }) => {
    const at = Date.parse(signInActivity?.lastSignInDateTime ?? '');
    return keyId && !Number.isNaN(at) ? [[keyId.toLowerCase(), at] as const] : [];
  });
  return new Map(found);
}

async function whereThere<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof GraphFailure && (NOT_THERE.has(error.status) || error.origin === 'form')) return undefined;
    throw error;
  }
}
