import type { CloudName } from '../../../contracts/clouds.ts';
import { TenantId } from '../../../contracts/ids.ts';
import type { ExoConfig, TenantSettings } from '../../../process/config/exo-config.ts';
import type { TenantTarget } from '../../../runs/run.ts';
import type { ResolveTenant } from '../../bot.ts';
import { nearest } from '../../language/nearest.ts';

export type FoundTenant =
  | { readonly kind: 'found'; readonly tenant: TenantTarget; readonly settings: TenantSettings | undefined }
  | {
      readonly kind: 'unknown';
      /** What happened, in one sentence. */
      readonly reason: string;
      /** References that would be understood: configured names, or a domain in full. */
      readonly near: readonly string[];
    };

/** A tenant that exo knows, under the name that its cards and buttons call it by. */
export interface KnownTenant {
  readonly tenantId: string;
  readonly label: string;
  readonly domain: string;
}

/**
 * The tenant that a person means.
 * @param reference a configured name, a domain, an `*.onmicrosoft.com` prefix or a tenant id
 * @param known finds the tenant that exo calls by a name which is not configured
 * @throws CodedError when Microsoft Entra does not answer
 */
export async function findTenant(
  config: ExoConfig,
  resolve: ResolveTenant,
  reference: string,
  known: (label: string) => Promise<KnownTenant | undefined> = async () => undefined,
): Promise<FoundTenant> {
  const typed = reference.trim().toLowerCase();
  const configured = configuredTenant(config, typed);
  if (configured) return checkConfigured(config, resolve, ...configured);

  const cloud = config.defaults.cloud;
  const isLabel = !typed.includes('.') && !TenantId.safeParse(typed).success;
  const [named, kept] = await Promise.all([resolve(typed, cloud), isLabel ? known(typed) : undefined]);
  if (named && kept && kept.tenantId !== named.tenantId) {
    // Whoever wants to can register the initial domain: a suspension must not go there.
    const reason = `exo calls ${kept.domain} "${reference}", and ${named.domain} is another tenant: say which one you mean.`;
    return { kind: 'unknown', reason, near: [kept.domain, named.domain] };
  }
  const resolved = named ?? (kept && (await resolveKnown(resolve, kept, cloud)));
  const near = nearest(typed, Object.keys(config.tenants));
  if (!resolved) {
    const reason = `There is no tenant "${reference}" in the configuration and Microsoft Entra knows none by this name.`;
    return { kind: 'unknown', reason, near };
  }
  if (isLabel && !kept && near.length > 0) {
    // A typing error must not end in a stranger's tenant that happens to bear the name.
    const reason = `"${reference}" is not a configured tenant, but ${resolved.domain} exists: say which one you mean.`;
    return { kind: 'unknown', reason, near: [...near, resolved.domain] };
  }
  const settled = configuredTenant(config, resolved.tenantId);
  return {
    kind: 'found',
    settings: settled?.[1],
    tenant: {
      id: resolved.tenantId,
      domain: resolved.domain,
      label: settled?.[0] ?? kept?.label ?? labelOf(resolved.domain),
      cloud: settled?.[1].cloud ?? cloud,
    },
  };
}

/** A domain can move to another tenant: then its name says nothing any more. */
async function resolveKnown(resolve: ResolveTenant, { domain, tenantId }: KnownTenant, cloud: CloudName) {
  const resolved = await resolve(domain, cloud);
  return resolved?.tenantId === tenantId ? resolved : undefined;
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
