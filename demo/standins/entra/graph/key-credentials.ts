import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { certificateOf, toKeyCredential } from '../state/certificate.ts';
import type { Application, KeyCredential, Tenant } from '../state/schema.ts';
import type { Store } from '../state/store.ts';
import { checkKeyPolicy } from './policies.ts';
import { badRequest, GraphError } from './protocol/errors.ts';

const Written = z.array(
  z.object({
    keyId: z.string().nullish(),
    type: z.string().nullish(),
    usage: z.string().nullish(),
    key: z.string().nullish(),
    customKeyIdentifier: z.string().nullish(),
    displayName: z.string().nullish(),
    startDateTime: z.string().nullish(),
    endDateTime: z.string().nullish(),
  }),
);
type WrittenKey = z.infer<typeof Written>[number];

/**
 * The new collection: what the request names stays or comes, everything else goes.
 * @throws GraphError 400 for what Entra refuses, see https://learn.microsoft.com/graph/api/resources/keycredential
 */
export function replaceKeyCredentials(
  store: Store,
  tenant: Tenant,
  application: Application,
  value: unknown,
): KeyCredential[] {
  return Written.parse(value).map((written) => {
    const existing = findExisting(application, written);
    const credential = existing ? { ...existing, ...renamed(written) } : newCredential(written);
    // Also for what was attached long ago: a request that still carries an expired key is refused.
    checkDates(credential, store.now());
    if (!existing) {
      checkKeyPolicy(tenant, application, credential);
      store.markNew(credential.keyId);
    }
    return credential;
  });
}

/** As Graph shows them: the key itself only where the caller selected it on a single object. */
export function shownKeyCredentials(store: Store, { keyCredentials }: Application, withKeys: boolean) {
  return keyCredentials
    .filter(({ keyId }) => store.isVisible(keyId, 'keyMs'))
    .map((credential) => (withKeys ? credential : { ...credential, key: null }));
}

function findExisting({ keyCredentials }: Application, written: WrittenKey): KeyCredential | undefined {
  return keyCredentials.find((existing) =>
    written.keyId ? existing.keyId === written.keyId : existing.key === written.key,
  );
}

function renamed({ displayName }: WrittenKey): Partial<KeyCredential> {
  return displayName === undefined ? {} : { displayName };
}

function newCredential(written: WrittenKey): KeyCredential {
  if (written.type !== 'AsymmetricX509Cert' || written.usage !== 'Verify') {
    throw badRequest("Only key credentials of type 'AsymmetricX509Cert' and usage 'Verify' are kept here.");
  }
  if (!written.key) throw badRequest("A value is required for property 'key' of resource 'KeyCredential'.");
  const read = parseKey(written.key);
  return {
    ...read,
    keyId: written.keyId ?? randomUUID(),
    customKeyIdentifier: written.customKeyIdentifier ?? read.customKeyIdentifier,
    displayName: written.displayName ?? read.displayName,
    startDateTime: written.startDateTime ?? read.startDateTime,
    endDateTime: written.endDateTime ?? read.endDateTime,
  };
}

function parseKey(key: string): KeyCredential {
  try {
    return toKeyCredential(key);
  } catch (cause) {
    throw badRequest(`Invalid value specified for property 'key' of resource 'KeyCredential'. ${String(cause)}`);
  }
}

function checkDates(credential: KeyCredential, now: Date): void {
  const { validFromDate, validToDate } = certificateOf(credential);
  const start = new Date(credential.startDateTime);
  const end = new Date(credential.endDateTime);
  if (start < validFromDate || start >= end) {
    throw new GraphError(400, 'KeyCredentialsInvalidStartDate', 'Key credential start date is invalid.');
  }
  if (end > validToDate || end <= now) {
    throw new GraphError(400, 'KeyCredentialsInvalidEndDate', 'Key credential end date is invalid.');
  }
}
