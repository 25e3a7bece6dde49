import type { Tenant } from '../state/schema.ts';
import type { Answer } from '../wire/http.ts';

/** OpenID metadata of a tenant. As at Microsoft, asking by domain answers with the tenant's id. */
export function openIdConfiguration(base: string, tenant: Tenant): Answer {
  const root = `${base}/${tenant.id}`;
  return {
    status: 200,
    tenantId: tenant.id,
    body: {
      token_endpoint: `${root}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      jwks_uri: `${root}/discovery/v2.0/keys`,
      issuer: `${root}/v2.0`,
      authorization_endpoint: `${root}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${root}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${root}/oauth2/v2.0/logout`,
      response_types_supported: ['code', 'id_token'],
      subject_types_supported: ['pairwise'],
      id_token_signing_alg_values_supported: ['RS256'],
      tenant_region_scope: 'EU',
      cloud_instance_name: 'microsoftonline.com',
    },
  };
}

/** Which hosts are one cloud: msal asks for it unless instance discovery is switched off. */
export function instanceDiscovery(base: string): Answer {
  const { host } = new URL(base);
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `${base}/common/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    },
  };
}
