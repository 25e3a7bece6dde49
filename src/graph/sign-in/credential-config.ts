import { z } from 'zod';
import { CLOUDS } from '../../contracts/clouds.ts';
import { readEnvironment } from '../../process/config/load.ts';
import { ConfigurationError } from '../../process/errors.ts';

/** How the bot's application proves to Entra that it is itself. */
export type Proof =
  | { readonly kind: 'certificate' /** PEM file with the certificate and its private key. */; readonly path: string }
  | { readonly kind: 'secret'; readonly secret: string }
  | {
      readonly kind: 'federated' /** Client id of the managed identity the application trusts. */;
      readonly identity: string;
    }
  | { readonly kind: 'workload-identity' /** File with the token of the platform. */; readonly tokenFile: string };

/** The bot's own application: who it is and where its tokens come from. */
export interface CredentialConfig {
  readonly homeTenantId: string;
  readonly clientId: string;
  readonly proof: Proof;
  /** Replaces the authority of every cloud: an https URL without a closing slash. */
  readonly authorityHost?: string;
  /** Replaces the Graph address of every cloud: an https URL without a closing slash. */
  readonly graphUrl?: string;
}

const HttpsUrl = z
  .url({ protocol: /^https$/, error: 'must be an https address' })
  .transform((url) => url.replace(/\/+$/, ''));

const GuidOf = (what: string) => z.guid({ error: `must be ${what}, a GUID` }).toLowerCase();

const Environment = z.object({
  AZURE_CLIENT_ID: GuidOf("the application (client) id of the bot's application"),
  AZURE_TENANT_ID: GuidOf('the id of the home tenant'),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().optional(),
  AZURE_CLIENT_SECRET: z.string().optional(),
  AZURE_FEDERATED_TOKEN_FILE: z.string().optional(),
  EXO_MANAGED_IDENTITY_CLIENT_ID: GuidOf('the client id of the managed identity').optional(),
  AZURE_AUTHORITY_HOST: HttpsUrl.optional(),
  EXO_GRAPH_URL: HttpsUrl.optional(),
});

const KNOWN_AUTHORITIES: ReadonlySet<string> = new Set(Object.values(CLOUDS).map((cloud) => cloud.authorityHost));

/**
 * The bot's application from the environment.
 * @throws ConfigurationError when a variable is missing or wrong, or when it is not exactly one proof that is set.
 */
export function readCredentialConfig(env: Readonly<Record<string, string | undefined>>): CredentialConfig {
  const read = readEnvironment(Environment, env);
  // Platforms set AZURE_AUTHORITY_HOST to the public address by themselves; the tenant's cloud names it already.
  const authorityHost = KNOWN_AUTHORITIES.has(read.AZURE_AUTHORITY_HOST ?? '') ? undefined : read.AZURE_AUTHORITY_HOST;
  return {
    homeTenantId: read.AZURE_TENANT_ID,
    clientId: read.AZURE_CLIENT_ID,
    proof: onlyProof(read),
    ...(authorityHost && { authorityHost }),
    ...(read.EXO_GRAPH_URL && { graphUrl: read.EXO_GRAPH_URL }),
  };
}

function onlyProof(read: z.infer<typeof Environment>): Proof {
  const proofs: [variable: string, proof: Proof][] = [];
  const path = read.AZURE_CLIENT_CERTIFICATE_PATH;
  if (path) proofs.push(['AZURE_CLIENT_CERTIFICATE_PATH', { kind: 'certificate', path }]);
  const secret = read.AZURE_CLIENT_SECRET;
  if (secret) proofs.push(['AZURE_CLIENT_SECRET', { kind: 'secret', secret }]);
  const identity = read.EXO_MANAGED_IDENTITY_CLIENT_ID;
  if (identity) proofs.push(['EXO_MANAGED_IDENTITY_CLIENT_ID', { kind: 'federated', identity }]);
  const tokenFile = read.AZURE_FEDERATED_TOKEN_FILE;
  if (tokenFile) proofs.push(['AZURE_FEDERATED_TOKEN_FILE', { kind: 'workload-identity', tokenFile }]);

  const [first, ...more] = proofs;
  if (!first) {
    throw new ConfigurationError(
      "Nothing is set that proves the identity of the bot's application.",
      'Set one of AZURE_CLIENT_CERTIFICATE_PATH (best outside Azure), EXO_MANAGED_IDENTITY_CLIENT_ID (best in Azure), AZURE_FEDERATED_TOKEN_FILE or AZURE_CLIENT_SECRET.',
    );
  }
  if (more.length > 0) {
    throw new ConfigurationError(
      `Several proofs of identity are set: ${proofs.map(([variable]) => variable).join(', ')}.`,
      'Keep one of them and remove the others, so that it is certain which one is used.',
    );
  }
  return first[1];
}
