import { EnrolmentRequest, fingerprint } from '../../contracts/fleet/enrolment.ts';
import type { RunnerRefusal, RunnerRequest } from '../../contracts/fleet/runner-request.ts';
import type { ExoConfig } from '../../process/config/exo-config.ts';
import { pinnedFingerprint } from '../../process/config/server-groups.ts';

/** A request is carried out soon or not at all: a click during an outage must not take effect the next day. */
const OLDEST_S = 15 * 60;
const CLOCK_S = 60;

/** What a request is compared with; nothing of it comes from the bot. */
export interface RequestFacts {
  readonly config: ExoConfig;
  /** Seconds since 1970. */
  readonly now: number;
  /** Newest generation that is known of this runner. */
  readonly generation: number;
  /** What the runner itself left in its own part of Redis, which the bot's Redis user cannot write. */
  readonly enrolment: unknown;
}

/** Why a request must not be carried out, whoever asks; the rights of the people are looked up separately. */
export function refuse(request: RunnerRequest, facts: RequestFacts): RunnerRefusal | undefined {
  if (request.iat < facts.now - OLDEST_S || request.iat > facts.now + CLOCK_S) return 'outdated';
  if (request.generation !== facts.generation + 1) return 'changed';
  return request.do === 'accept' ? refuseKeys(request, facts) : undefined;
}

function refuseKeys(
  request: Extract<RunnerRequest, { do: 'accept' }>,
  { config, enrolment }: RequestFacts,
): RunnerRefusal | undefined {
  if (!isConfigured(config, request.runner, request.server)) return 'not-configured';
  if (request.tokenBy.id === request.by.id) return 'own-token';
  const asked = fingerprint(request);
  const left = EnrolmentRequest.safeParse(enrolment);
  if (!left.success || left.data.id !== request.runner || left.data.server !== request.server) return 'changed';
  if (fingerprint(left.data) !== asked) return 'changed';
  const pin = pinnedFingerprint(config.serverGroups, request.runner);
  return pin !== undefined && pin !== asked ? 'pinned' : undefined;
}

function isConfigured({ serverGroups }: ExoConfig, runner: string, server: string): boolean {
  const servers = Object.values(serverGroups).flatMap((group) => group.servers);
  return servers.some(({ name, elevated, connect }) => name === server && (elevated === runner || connect === runner));
}
