/** Something that happens by itself at a moment, for one tenant. A tenant has each at most once. */
export type Due =
  /** The rotation of the certificate that is in place. */
  | { readonly kind: 'renewal'; readonly tenantId: string; readonly thumbprint: string }
  /** A look for what changed in the tenant. */
  | { readonly kind: 'watch'; readonly tenantId: string };

export type DueKind = Due['kind'];

const RENEWAL = /^([0-9a-f-]{36}) ([0-9A-F]{40})$/;
const WATCH = /^watch ([0-9a-f-]{36})$/;

/** How it stands in the list. A renewal stands there as it did when there was nothing else: no entry needs to be moved. */
export function writeDue(due: Due): string {
  return due.kind === 'renewal' ? `${due.tenantId} ${due.thumbprint}` : `watch ${due.tenantId}`;
}

/** @returns undefined for what a later release put there */
export function readDue(member: string): Due | undefined {
  const [, watched] = WATCH.exec(member) ?? [];
  if (watched) return { kind: 'watch', tenantId: watched };
  const [, tenantId, thumbprint] = RENEWAL.exec(member) ?? [];
  return tenantId && thumbprint ? { kind: 'renewal', tenantId, thumbprint } : undefined;
}
