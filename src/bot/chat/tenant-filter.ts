import { z } from 'zod';

/** Which tenants a list shows; what is said together must all be true. */
export const TenantFilter = z.object({
  show: z.enum(['all', 'needs', 'mine', 'waiting', 'working', 'suspended', 'ready', 'expiring']).default('all'),
  /** Of `expiring`: within how many days. */
  days: z.number().int().min(1).max(3660).optional(),
  /** Name of a MID server that works for the tenant. */
  server: z.string().min(1).max(100).optional(),
  /** A part of the tenant's name or domain. */
  word: z.string().min(1).max(253).optional(),
});
export type TenantFilter = z.infer<typeof TenantFilter>;
