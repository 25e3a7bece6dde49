import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { OtherHolder } from '../../../../contracts/approval/approval.ts';
import { Guid } from '../../../../contracts/ids.ts';
import type { Batch } from '../../../../graph/client.ts';
import type { KeyCredential, PasswordCredential } from '../application/application.ts';
import { hasOurName, isExpired, thumbprintOf } from '../certificates/credentials.ts';
import { quoted, short } from '../foreign-text.ts';

const Owner = z.object({
  '@odata.type': z.string().nullish(),
  id: Guid,
  displayName: z.string().nullish(),
});

const FederatedCredential = z.object({
  id: z.string(),
  name: z.string(),
  issuer: z.string(),
  subject: z.string().nullish(),
});

type On = OtherHolder['on'];

/** Credentials that lie on an application or enterprise application itself. */
export interface Credentials {
  readonly keyCredentials: readonly KeyCredential[];
  readonly passwordCredentials: readonly PasswordCredential[];
}

/** Who else can use an object, read after the batch was sent. @throws GraphFailure 403 where Application.Read.All is missing */
export type Holders = () => {
  /** Whether the bot's own enterprise application is among the owners. */
  readonly isOurs: boolean;
  readonly others: readonly OtherHolder[];
};

/** Adds owners and trusted identities of an application to a batch. */
export function askHoldersOfApplication(batch: Batch, id: string, ourId: string | undefined): Holders {
  const owners = askOwners(batch, 'application', id, ourId);
  const trusted = batch.all(`/applications/${id}/federatedIdentityCredentials`, FederatedCredential);
  return () => {
    const { isOurs, others } = owners();
    return { isOurs, others: [...others, ...trusted.value().map(federated)] };
  };
}

/** Adds the owners of an enterprise application to a batch. */
export function askHoldersOfEnterpriseApplication(batch: Batch, id: string, ourId: string | undefined): Holders {
  return askOwners(batch, 'enterprise-application', id, ourId);
}

function askOwners(batch: Batch, on: On, id: string, ourId: string | undefined): Holders {
  const path = on === 'application' ? `/applications/${id}/owners` : `/servicePrincipals/${id}/owners`;
  const owners = batch.all(path, Owner);
  return () => ({
    isOurs: owners.value().some((owner) => owner.id === ourId),
    others: owners
      .value()
      .filter((owner) => owner.id !== ourId)
      .map((owner) => ownerOn(on, owner)),
  });
}

/** Every valid credential but the certificates with our name; on an enterprise application there is none of ours. */
export function otherCredentials(
  on: On,
  { keyCredentials, passwordCredentials }: Credentials,
  now: Date,
): OtherHolder[] {
  const keys = keyCredentials
    .filter((credential) => !isExpired(credential, now) && !(on === 'application' && hasOurName(credential)))
    .map((credential) => certificateHolder(on, credential));
  const secrets = passwordCredentials
    .filter((credential) => !isExpired(credential, now))
    .map((credential) => secret(on, credential));
  return [...keys, ...secrets];
}

/** A certificate as a way in, whatever it is called. */
export function certificateHolder(on: On, credential: KeyCredential): OtherHolder {
  const thumbprint = thumbprintOf(credential);
  const name = credential.displayName ?? thumbprint ?? 'without a name';
  // The thumbprint is part of the id: the name and keyId of a credential can be given to another certificate.
  const id = [credential.keyId, thumbprint].filter(Boolean).join(' ') || name;
  return holder('certificate', on, id, `certificate ${quoted(name)}, ${until(credential.endDateTime)}`);
}

function secret(on: On, credential: PasswordCredential): OtherHolder {
  const name = credential.displayName ?? credential.hint ?? 'without a name';
  return holder(
    'client-secret',
    on,
    credential.keyId ?? name,
    `client secret ${quoted(name)}, ${until(credential.endDateTime)}`,
  );
}

/** A short name of whom a federated credential trusts. */
export function trustOf({ issuer, subject }: Pick<z.infer<typeof FederatedCredential>, 'issuer' | 'subject'>): string {
  return createHash('sha256').update([issuer, subject].join('\n')).digest('base64url');
}

function federated({ id, name, issuer, subject }: z.infer<typeof FederatedCredential>): OtherHolder {
  // Issuer and subject can be changed in place: another trust under the same id is another holder.
  const trust = trustOf({ issuer, subject });
  // Cut one by one: a long subject must not push the issuer out of sight.
  const trusted = `${short(subject ?? 'any subject that fits')} of ${short(issuer, 90)}`;
  const text = `federated credential ${quoted(name, 50)}: ${trusted}`;
  return holder('federated-credential', 'application', `${id} ${trust}`, text);
}

function ownerOn(on: On, owner: z.infer<typeof Owner>): OtherHolder {
  const kind = owner['@odata.type']?.split('.').at(-1) ?? 'object';
  const what = kind === 'servicePrincipal' ? 'application' : kind;
  return holder('owner', on, owner.id, `owner ${quoted(owner.displayName ?? owner.id)} (${what})`);
}

function until(end: string | null | undefined): string {
  return end ? `valid until ${end.slice(0, 10)}` : 'without an end';
}

function holder(kind: OtherHolder['kind'], on: On, id: string, text: string): OtherHolder {
  return { kind, on, id: short(id, 200), text: short(text, 300) };
}
