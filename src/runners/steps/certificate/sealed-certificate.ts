import { z } from 'zod';

/** What crosses between two MID servers, sealed for the receiving one: both members in base64. */
export const SealedCertificate = z.object({ pfx: z.base64(), password: z.base64() });

/** What the sealed content is about: who opens it expects the same. */
export function sealingContext(thumbprint: string): string {
  return `certificate ${thumbprint}`;
}
