import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CLOUDS } from '../contracts/clouds.ts';
import { PublicJwk } from '../contracts/trust/keys.ts';
import { SealJwk } from '../contracts/trust/seal-key.ts';
import { SigningJwk } from '../contracts/trust/signing.ts';
import { type CredentialConfig, readCredentialConfig } from '../graph/sign-in/credential-config.ts';
import type { SecretFile } from '../process/checks/files.ts';
import { CommonEnvironment, loadExoConfig, readEnvironment } from '../process/config/load.ts';
import { ConfigurationError, messageOf } from '../process/errors.ts';
import {
  AnySealKey,
  CommonKeyEnvironment,
  createKeyReader,
  refuseKeyOf,
  refuseOneKeyForTwo,
  refuseSigningKey,
} from '../process/keys/key-rings.ts';
import { readRedisUrl } from '../process/redis/connection.ts';
import { readTraces } from '../process/tracing/settings.ts';
import { groupsOf } from './access/access.ts';
import type { BotIdentity } from './teams/server/adapter.ts';

const Environment = CommonEnvironment.extend({
  PORT: z.coerce.number().int().min(0).max(65535).default(3978),
  EXO_BOT_AUTH: z.enum(['on', 'off'], { error: 'must be "on", or "off" for development' }).default('on'),
  ...CommonKeyEnvironment.shape,
  EXO_BOT_KEY_FILE: z.string({ error: 'set it to the file with the bot key (npm run make-key -- bot <file>)' }),
  EXO_BOT_KEY_FILE_PREVIOUS: z.string().optional(),
  EXO_ORCHESTRATOR_PUBLIC_KEY_FILE: z.string({
    error: "set it to the file with the orchestrator's public key (<orchestrator key file>.pub.json)",
  }),
  EXO_ORCHESTRATOR_PUBLIC_KEY_FILE_PREVIOUS: z.string().optional(),
  NODE_ENV: z.string().optional(),
  EXO_TIME_ZONE: z
    .string()
    .refine(isTimeZone, 'must be a time zone such as Europe/Berlin')
    .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
  AZURE_AUTHORITY_HOST: z
    .url({ protocol: /^https$/, error: 'must be an https address' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  MicrosoftAppId: z.guid({ error: 'must be the application (client) id of the bot, a GUID' }).toLowerCase().optional(),
  MicrosoftAppType: z.enum(['SingleTenant', 'UserAssignedMsi', 'MultiTenant']).default('SingleTenant'),
  MicrosoftAppTenantId: z.guid({ error: "must be the id of the bot's tenant, a GUID" }).toLowerCase().optional(),
  MicrosoftAppPassword: z.string().optional(),
  MicrosoftAppCertificatePath: z.string().optional(),
});
type Environment = z.infer<typeof Environment>;

const SECRET_FILES = [
  'EXO_BOT_KEY_FILE',
  'EXO_SEAL_KEY_FILE',
  'REDIS_URL_FILE',
  'MicrosoftAppCertificatePath',
  'EXO_TRACES_HEADERS_FILE',
] as const;

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The bot process's settings.
 * @param now milliseconds since 1970
 * @throws ConfigurationError with the sentence that fixes it
 */
export function loadBotConfig(env: Variables, now: number) {
  refuseSigningKey(env);
  refuseKeyOf('bot', env, 'EXO_ORCHESTRATOR_KEY_FILE');
  const environment = readEnvironment(Environment, env);
  const identity = identityOf(environment);
  const exo = loadExoConfig(env['EXO_CONFIG']);
  refusePlainPages(exo.publicUrl, identity);
  return {
    namespace: environment.EXO_NAMESPACE,
    logLevel: environment.LOG_LEVEL,
    healthPort: environment.HEALTH_PORT,
    healthHost: environment.HEALTH_HOST,
    traces: readTraces(environment),
    port: environment.PORT,
    certificatePath:
      identity.auth === 'on' && identity.certificate ? environment.MicrosoftAppCertificatePath : undefined,
    secretFiles: SECRET_FILES.map((name): SecretFile => [name, env[name]]),
    timeZone: environment.EXO_TIME_ZONE,
    authorityHost: ownAuthority(environment.AZURE_AUTHORITY_HOST),
    identity,
    keys: readKeys(environment, now),
    redisUrl: readRedisUrl(env),
    exo,
    /** Only for roles that groups hold; a bot whose roles name persons needs no access to Microsoft Graph. */
    credential: groupsOf(exo).length > 0 ? readGroupCredential(env) : undefined,
  };
}

function refusePlainPages(publicUrl: string | undefined, identity: BotIdentity): void {
  if (identity.auth === 'off' || !publicUrl || publicUrl.toLowerCase().startsWith('https:')) return;
  throw new ConfigurationError(
    `publicUrl is ${publicUrl}: customers would be sent to a page of their own machine.`,
    'Set publicUrl to the https address of the bot.',
  );
}

function readKeys(environment: Environment, now: number) {
  const reader = createKeyReader(environment, now);
  const bot = reader.ring('EXO_BOT_KEY_FILE', SigningJwk);
  const orchestrator = reader.ring('EXO_ORCHESTRATOR_PUBLIC_KEY_FILE', PublicJwk);
  refuseOneKeyForTwo(orchestrator, bot);
  const seal = reader.ring('EXO_SEAL_KEY_FILE', SealJwk, AnySealKey);
  return { bot, orchestrator, seal, previous: reader.previous };
}

function identityOf(environment: Environment): BotIdentity {
  if (environment.EXO_BOT_AUTH === 'off') {
    if (environment.NODE_ENV === 'production') {
      throw new ConfigurationError(
        'EXO_BOT_AUTH=off and NODE_ENV=production exclude each other: anybody could approve.',
        'Remove EXO_BOT_AUTH and set MicrosoftAppId with its tenant and secret or certificate.',
      );
    }
    return { auth: 'off' };
  }
  const { MicrosoftAppId: appId, MicrosoftAppType: type, MicrosoftAppTenantId: tenantId } = environment;
  if (!appId) {
    throw new ConfigurationError(
      'MicrosoftAppId is not set: without it the bot would believe every request.',
      'Set MicrosoftAppId, MicrosoftAppTenantId and MicrosoftAppPassword (or MicrosoftAppCertificatePath) of the Azure Bot; for development on this machine only, set EXO_BOT_AUTH=off.',
    );
  }
  if (!tenantId && type !== 'MultiTenant') {
    throw new ConfigurationError(
      `MicrosoftAppTenantId is not set, and a bot of type ${type} needs it.`,
      'Set it to the id of the tenant in which the Azure Bot was registered.',
    );
  }
  const common = { auth: 'on', appId, type, ...(tenantId ? { tenantId } : {}) } as const;
  return { ...common, ...proofOf(environment) };
}

function proofOf(environment: Environment): { password?: string; certificate?: string } {
  const { MicrosoftAppType: type, MicrosoftAppPassword: password, MicrosoftAppCertificatePath: path } = environment;
  if (type === 'UserAssignedMsi') {
    if (!password && !path) return {};
    throw new ConfigurationError(
      'A bot of type UserAssignedMsi takes neither MicrosoftAppPassword nor MicrosoftAppCertificatePath.',
      'Remove them, or set MicrosoftAppType to SingleTenant.',
    );
  }
  if (path && !password) return { certificate: readCertificate(path) };
  if (password && !path) return { password };
  throw new ConfigurationError(
    path
      ? 'MicrosoftAppPassword and MicrosoftAppCertificatePath are both set.'
      : 'The bot has no secret to sign in with.',
    'Set exactly one of MicrosoftAppCertificatePath (better) and MicrosoftAppPassword.',
  );
}

function readCertificate(path: string): string {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigurationError(
      `MicrosoftAppCertificatePath cannot be read: ${messageOf(error)}`,
      'Give it the path of a PEM file with the certificate and its unencrypted private key.',
      { cause: error },
    );
  }
  if (pem.includes('BEGIN CERTIFICATE') && /BEGIN (?:RSA )?PRIVATE KEY/.test(pem)) return pem;
  throw new ConfigurationError(
    'The file of MicrosoftAppCertificatePath does not hold a certificate and its private key.',
    'It must be PEM with both, the key unencrypted; let only this service read it.',
  );
}

function readGroupCredential(env: Variables): CredentialConfig {
  try {
    return readCredentialConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(
      `Roles are held by groups, so the bot must read groups in Microsoft Graph. ${error.message}`,
      `${error.advice} Or name persons instead of groups under roles in exo.config.yaml.`,
      { cause: error },
    );
  }
}

const PUBLIC_AUTHORITIES: ReadonlySet<string> = new Set(Object.values(CLOUDS).map((cloud) => cloud.authorityHost));

/** Platforms set Microsoft's own address by themselves; only another one replaces that of the tenant's cloud. */
function ownAuthority(host: string | undefined): string | undefined {
  return host && !PUBLIC_AUTHORITIES.has(host) ? host : undefined;
}

function isTimeZone(name: string): boolean {
  return name === 'UTC' || Intl.supportedValuesOf('timeZone').includes(name);
}
