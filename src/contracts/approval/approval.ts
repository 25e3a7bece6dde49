import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Guid, Instant, Name, TenantId, Thumbprint } from '../ids.ts';
import { Permission } from '../permissions/permissions.ts';
import { GroupApproval } from './group.ts';
import { RemovalSubject } from './removal.ts';

/** A way into the application that exo did not put there: whoever holds it can use what is granted. */
export const OtherHolder = z.strictObject({
  kind: z.enum(['certificate', 'client-secret', 'federated-credential', 'owner']),
  on: z.enum(['application', 'enterprise-application']),
  /** keyId, id of the federated credential, or object id of the owner. */
  id: z.string().max(200),
  /** One phrase for the approver, e.g. `client secret "backup", valid until 2027-03-01`. */
  text: z.string().max(300),
});
export type OtherHolder = z.infer<typeof OtherHolder>;

/** The certificate whose public part is attached, as the primary MID server made it. */
export const CertificateFacts = z.strictObject({
  thumbprint: Thumbprint,
  keyBits: z.number().int(),
  signatureAlgorithm: z.string().max(60),
  notBefore: Instant,
  notAfter: Instant,
  /** MID server on which it was made. */
  madeOn: Name,
});
export type CertificateFacts = z.infer<typeof CertificateFacts>;

/** Which MID servers hold the private key, and which account may use it there. */
export const Custody = z.strictObject({
  serverGroup: Name,
  servers: z
    .array(z.strictObject({ server: Name, account: z.string().max(200) }))
    .max(50)
    .readonly(),
});
export type Custody = z.infer<typeof Custody>;

/**
 * What an approver is shown and allows: everything that stands on the approval card and nothing else. Good for one run.
 * A statement about the state that the run found; `uncovered` says whether it needs somebody's approval.
 */
export const ApprovalSubject = z.strictObject({
  v: z.literal(2),
  run: z.string(),
  requester: Guid,
  mode: z.enum(['full', 'link']),
  tenant: z.strictObject({ id: TenantId, domain: z.string(), name: z.string() }),
  application: z.strictObject({
    id: Guid,
    appId: Guid,
    displayName: z.string(),
    servicePrincipalId: Guid,
    /** Client id of the application that made it; ours, or `adoptedBy` says that this one is taken over. */
    createdByAppId: Guid,
    /** Our client id, where an earlier one of ours made the application: whoever approves agrees that it becomes ours. */
    adoptedBy: Guid.exactOptional(),
  }),
  /** Missing permissions that are granted after approval; empty in link mode. */
  permissions: z.array(Permission).readonly(),
  /** Display name of the directory role; null when it is assigned already, and in link mode. */
  role: z.string().nullable(),
  certificate: CertificateFacts,
  custody: Custody,
  others: z.array(OtherHolder).readonly(),
  /** Whether renewing the certificate on the same servers is allowed by this approval too. */
  renewals: z.enum(['covered', 'ask']),
});
export type ApprovalSubject = z.infer<typeof ApprovalSubject>;

/** Whatever an approver may be shown. */
export const Subject = z.union([ApprovalSubject, RemovalSubject]);
export type Subject = z.infer<typeof Subject>;

/** Whether it takes a tenant out, and gives nobody anything. */
export function isRemoval<S extends object>(subject: S): subject is Extract<S, { readonly what: 'offboard' }> {
  return 'what' in subject;
}

/** A decision that can be checked again by whoever is about to rely on it. */
export const ApprovalEvidence = z.strictObject({
  subject: Subject,
  round: z.number().int().positive(),
  /** The decision as the bot signed it (`signDecision`); null where only a sign-in counts. */
  statement: z.string().max(4000).nullable(),
  /** Entra's id token with the subject's hash as nonce, where the configuration asks for a sign-in. */
  idToken: z.string().max(16_000).nullable(),
  /** Where it was given for several runs at once: the list that was decided on; the proof is over its hash. */
  group: GroupApproval.exactOptional(),
});
export type ApprovalEvidence = z.infer<typeof ApprovalEvidence>;

/** SHA-256 over the subject, base64url: an approval holds for exactly this and nothing else. */
export function hashSubject(subject: Subject): string {
  // Parsing puts the members into the order of the schema, so that the same subject always has the same text.
  return createHash('sha256')
    .update(JSON.stringify(Subject.parse(subject)))
    .digest('base64url');
}
