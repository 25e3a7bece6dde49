import { z } from 'zod';
import { Guid, Instant } from '../../../../contracts/ids.ts';
import { literal, withQuery } from '../../../../graph/requests/odata.ts';
import { uniqueName } from './ownership.ts';

const ResourceAccess = z.object({
  resourceAppId: Guid,
  resourceAccess: z.array(z.object({ id: Guid, type: z.string() })),
});

/** Entries are sent back as they were read when a certificate is added, so unknown properties stay. */
export const KeyCredential = z.looseObject({
  keyId: z.string().nullish(),
  /** Base64 of DER; Graph shows it only where a single object is read with `$select`. */
  key: z.string().nullish(),
  customKeyIdentifier: z.string().nullish(),
  displayName: z.string().nullish(),
  endDateTime: Instant.nullish(),
});
export type KeyCredential = z.infer<typeof KeyCredential>;

export const PasswordCredential = z.object({
  keyId: z.string().nullish(),
  displayName: z.string().nullish(),
  hint: z.string().nullish(),
  endDateTime: Instant.nullish(),
});
export type PasswordCredential = z.infer<typeof PasswordCredential>;

export const Application = z.object({
  id: Guid,
  appId: Guid,
  displayName: z.string().nullish(),
  uniqueName: z.string().nullish(),
  createdByAppId: Guid.nullish(),
  signInAudience: z.string().nullish(),
  createdDateTime: Instant.nullish(),
  tags: z.array(z.string()).default([]),
  requiredResourceAccess: z.array(ResourceAccess).default([]),
  web: z.object({ redirectUris: z.array(z.string()).default([]) }).nullish(),
  keyCredentials: z.array(KeyCredential).default([]),
  passwordCredentials: z.array(PasswordCredential).default([]),
});
export type Application = z.infer<typeof Application>;

/** What an upsert answers for something new, as far as the next request needs it. */
export const NewObject = Application.pick({ id: true, appId: true });

const $select =
  'id,appId,displayName,uniqueName,createdByAppId,signInAudience,createdDateTime,tags,requiredResourceAccess,web,keyCredentials,passwordCredentials';

export function pathByUniqueName(deploymentKey: string): string {
  return `/applications(uniqueName=${literal(uniqueName(deploymentKey))})`;
}

/** Path that shows everything of an application that is compared here. */
export function applicationById(id: string): string {
  return withQuery(`/applications/${id}`, { $select });
}

/** As `applicationById`, for the application of a deployment. */
export function applicationByName(deploymentKey: string): string {
  return withQuery(pathByUniqueName(deploymentKey), { $select });
}
