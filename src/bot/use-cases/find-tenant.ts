import { TenantId } from '../../contracts/ids.ts';
import type { ExoConfig, TenantSettings } from '../../process/config/exo-config.ts';
import type { TenantTarget } from '../../runs/run.ts';
import type { ResolveTenant } from '../bot.ts';
import { nearest } from '../language/nearest.ts';

export type FoundTenant =
  | { readonly kind: 'found'; readonly tenant: TenantTarget; readonly settings: TenantSettings | undefined }
  | {
      readonly kind: 'unknown';
      /** What happened, in one sentence. */
      readonly reason: string;
      /** References that would be understood: configured names, or a domain in full. */
      readonly near: readonly string[];
    };

/**
 * The tenant that a person means.
 * @param reference a configured name, a domain, an `*.onmicrosoft.com` prefix or a tenant id
 * @throws CodedError when Microsoft Entra does not answer
 */
export async function findTenant(config: ExoConfig, resolve: ResolveTenant, reference: string): Promise<FoundTenant> {
  const typed = reference.trim().toLowerCase();
  const configured = configuredTenant(config, typed);
  if (configured) return checkConfigured(config, resolve, ...configured);

  const cloud = config.defaults.cloud;
  const resolved = await resolve(typed, cloud);
  const near = nearest(typed, Object.keys(config.tenants));
  const isLabel = !typed.includes('.') && !TenantId.safeParse(typed).success;
  if (!resolved) {
    const reason = `There is no tenant "${reference}" in the configuration and Microsoft Entra knows none by this name.`;
    return { kind: 'unknown', reason, near };
  }
  if (isLabel && near.length > 0) {
    // A typing error must not end in a stranger's tenant that happens to bear the name.
    const reason = `"${reference}" is not a configured tenant, but ${resolved.domain} exists: say which one you mean.`;
    return { kind: 'unknown', reason, near: [...near, resolved.domain] };
  }
  const known = configuredTenant(config, resolved.tenantId);
  return {
    kind: 'found',
    settings: known?.[1],
    tenant: {
      id: resolved.tenantId,
      domain: resolved.domain,
      label: known?.[0] ?? labelOf(resolved.domain),
      cloud: known?.[1].cloud ?? cloud,
    },
  };
}

/** @param typed a name of the configuration, or the domain or id of a tenant in it; in lower case */
export function configuredTenant(config: ExoConfig, typed: string): [string, TenantSettings] | undefined {
  const entries = Object.entries(config.tenants);
  return (
    entries.find(([name]) => name === typed) ??
    entries.find(([, settings]) => settings.id === typed || settings.domain?.toLowerCase() === typed)
  );
}

async function checkConfigured(
  config: ExoConfig,
  resolve: ResolveTenant,
  label: string,
  settings: TenantSettings,
): Promise<FoundTenant> {
  const cloud = settings.cloud ?? config.defaults.cloud;
  const name = settings.domain ?? settings.id ?? label;
  const resolved = await resolve(name, cloud);
  if (!resolved) {
    const reason = `The configuration says ${name} for ${label}, but Microsoft Entra knows no such tenant.`;
    return { kind: 'unknown', reason, near: [] };
  }
  if (settings.id && settings.id !== resolved.tenantId) {
    const reason = `The configuration gives ${label} the id ${settings.id}, but ${name} belongs to ${resolved.tenantId}.`;
    return { kind: 'unknown', reason, near: [] };
  }
  return { kind: 'found', settings, tenant: { id: resolved.tenantId, domain: resolved.domain, label, cloud } };
}

/** `contoso` of contoso.onmicrosoft.com; a tenant id gives its first part. */
function labelOf(domain: string): string {
  const label = domain.split(/[.]/)[0] ?? domain;
  return TenantId.safeParse(domain).success ? `tenant-${domain.slice(0, 8)}` : label.replace(/[^a-z0-9-]/g, '-');
}
