import { createHash } from 'node:crypto';
import type { ResolveTenant } from '../../../src/bot/bot.ts';

/** Every name is a tenant. */
export const resolveTenant: ResolveTenant = async (reference) => {
  const hex = createHash('sha256').update(reference).digest('hex');
  const tenantId = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return { tenantId, domain: `${reference.split('.')[0]}.onmicrosoft.com` };
};
