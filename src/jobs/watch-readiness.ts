import type { Redis } from 'ioredis';
import { CLOUDS } from '../contracts/clouds.ts';
import type { Graph } from '../graph/client.ts';
import { homeTokenCondition } from '../graph/home-token.ts';
import type { CredentialConfig } from '../graph/sign-in/credential-config.ts';
import type { SecretFile } from '../process/checks/files.ts';
import type { ExoConfig } from '../process/config/exo-config.ts';
import { certificateCondition } from '../process/readiness/certificate.ts';
import { clockCondition } from '../process/readiness/clock.ts';
import { stateProbe } from '../process/readiness/process-state.ts';
import { quarantineProbe } from '../process/readiness/quarantine.ts';
import type { Readiness } from '../process/readiness/readiness.ts';
import type { Quarantine } from '../process/records/quarantine.ts';
import type { SealedRecords } from '../process/records/sealed-records.ts';
import type { RedisKeys } from '../process/redis/redis-keys.ts';
import { watchSettings } from './watch-settings.ts';

export interface JobsNeeds {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly records: SealedRecords;
  readonly quarantine: Quarantine;
  readonly graph: Graph;
  readonly config: ExoConfig;
  readonly credential: CredentialConfig;
  readonly secretFiles: readonly SecretFile[];
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What to do about the certificate of the bot's application. */
export const RENEW_CERTIFICATE =
  "Make a new certificate, add it to the bot's application in the home tenant, and replace the file of AZURE_CLIENT_CERTIFICATE_PATH.";

/**
 * Watches what the jobs process needs for its work.
 * @returns what to call after each good look of the orchestrator
 */
export function watchJobs(readiness: Readiness, needs: JobsNeeds): () => void {
  const { redis, keys, records, quarantine, graph, config, credential, secretFiles, now } = needs;
  const { cloud, tenantId } = config.organisation;
  const { clientId, proof } = credential;
  const authorityHost = credential.authorityHost ?? CLOUDS[cloud].authorityHost;
  const { host } = new URL(authorityHost);
  readiness.probe(stateProbe({ kind: 'jobs', redis, keys, records, readiness, now }));
  const looked = readiness.pulse({
    name: 'orchestrator',
    withinMs: 8000,
    late: {
      says: 'The orchestrator has not looked after the runs for some seconds: nothing moves.',
      advice: 'The log of jobs says what fails; if it says nothing, start jobs again.',
    },
  });
  readiness.probe({
    name: 'home-token',
    everyMs: 45_000,
    againMs: 5000,
    late: { says: `${host} does not answer.`, advice: `Open the way from jobs to ${host} on port 443.` },
    ask: (signal) => homeTokenCondition({ graph, tenantId, cloud, clientId, authorityHost }, signal),
  });
  readiness.probe({
    name: 'clock',
    everyMs: 60_000,
    againMs: 10_000,
    late: { says: `${host} does not answer.`, advice: `Open the way from jobs to ${host} on port 443.` },
    ask: (signal) =>
      clockCondition(`${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`, 'jobs', now, signal),
  });
  if (proof.kind === 'certificate') {
    readiness.probe({
      name: 'application-certificate',
      everyMs: 60_000,
      againMs: 10_000,
      late: { says: `${proof.path} cannot be read.`, advice: RENEW_CERTIFICATE },
      ask: async () =>
        certificateCondition("The certificate of the bot's application", proof.path, RENEW_CERTIFICATE, now()),
    });
  }
  readiness.probe(quarantineProbe(quarantine));
  watchSettings(readiness, { redis, config, secretFiles });
  return looked;
}
