import { domainToASCII } from 'node:url';
import { z } from 'zod';
import { CLOUDS, type CloudName } from '../contracts/clouds.ts';
import { TenantId } from '../contracts/ids.ts';
import { CodedError, messageOf } from '../process/errors.ts';

export interface ResolvedTenant {
  readonly tenantId: string;
  /** The domain that was asked for; the tenant id itself when that was asked for. */
  readonly domain: string;
}

export interface DiscoveryOptions {
  readonly fetch?: typeof fetch;
  /** Replaces the cloud's authority: an https URL without a closing slash. */
  readonly authorityHost?: string;
  readonly timeoutMs?: number;
}

/** Tenant of personal Microsoft accounts: outlook.com and live.com belong to nobody's organisation. */
const PERSONAL_ACCOUNTS = '9188040d-6c67-4c5b-b112-36a304b66dad';

const Discovery = z.object({ token_endpoint: z.url() });

/**
 * Finds the tenant that a person means.
 * @param reference a domain, a tenant id, or the first label of `<label>.onmicrosoft.com`.
 * @returns undefined when there is no such tenant or the reference can be none.
 * @throws CodedError `tenant-discovery-failed` when Entra does not answer.
 */
export async function resolveTenant(
  reference: string,
  cloud: CloudName,
  options: DiscoveryOptions = {},
): Promise<ResolvedTenant | undefined> {
  const name = tenantName(reference, cloud);
  if (!name) return undefined;
  const authority = options.authorityHost ?? CLOUDS[cloud].authorityHost;
  const url = `${authority}/${encodeURIComponent(name)}/v2.0/.well-known/openid-configuration`;
  const tenantId = await askAuthority(url, options);
  return tenantId && tenantId !== PERSONAL_ACCOUNTS ? { tenantId, domain: name } : undefined;
}

/** The domain or tenant id that a reference stands for, in lower case; undefined when it can be neither. */
export function tenantName(reference: string, cloud: CloudName): string | undefined {
  const text = reference.trim().toLowerCase();
  if (TenantId.safeParse(text).success) return text;
  const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
  if (label.test(text)) return `${text}${CLOUDS[cloud].initialDomainSuffix}`;
  // Before domainToASCII, which would cut `a.b/c?d` down to a host name.
  if (/[\s/\\?#%@:]/.test(text)) return undefined;
  const labels = domainToASCII(text).split('.');
  const isDomain = labels.length > 1 && labels.every((each) => label.test(each)) && !/^\d+$/.test(labels.at(-1) ?? '');
  return isDomain ? labels.join('.') : undefined;
}

async function askAuthority(url: string, options: DiscoveryOptions): Promise<string | undefined> {
  const get = options.fetch ?? fetch;
  try {
    const response = await get(url, { signal: AbortSignal.timeout(options.timeoutMs ?? 10_000), redirect: 'error' });
    // 400 invalid_tenant with AADSTS90002 (no such tenant) or AADSTS900023 (no valid domain).
    if (response.status === 400 || response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { token_endpoint: endpoint } = Discovery.parse(await response.json());
    return TenantId.parse(new URL(endpoint).pathname.split('/')[1]);
  } catch (error) {
    throw new CodedError(
      'tenant-discovery-failed',
      `Microsoft Entra could not be asked for the tenant: ${messageOf(error)}`,
      `Try again in a minute; if this persists, check that this machine reaches ${new URL(url).host}.`,
      { cause: error },
    );
  }
}
