import { createHash } from 'node:crypto';

/** Where in a span of time a tenant has its turn, from 0 to below 1: always the same for a tenant, and even over many. */
export function shareOf(tenantId: string): number {
  return createHash('sha256').update(tenantId).digest().readUInt32BE(0) / 2 ** 32;
}
