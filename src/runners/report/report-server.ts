import type { Redis } from 'ioredis';
import { ServerFacts, signServerReport } from '../../contracts/fleet/server-report.ts';
import type { Capability } from '../../contracts/steps/index.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import type { Logger } from '../../process/log/logger.ts';
import { createTrouble } from '../../process/log/trouble.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { pause, repeatUntil } from '../../process/time/repeat-until.ts';
import type { PowerShellHost } from '../powershell/host.ts';
import { callModule, LOCAL_TIMEOUT_MS } from '../steps/call.ts';

const HOUR_MS = 3_600_000;
/** Several looks fit between two of the daily watch. */
const EVERY_MS = 6 * HOUR_MS;
/** A runner that was just started has work to do first. */
const FIRST_AFTER_MS = 300_000;
/** Of a runner that is gone for good nothing is kept. */
const KEPT_FOR_MS = 90 * 24 * HOUR_MS;
/** As all certificates of exo begin (`certificateTag`). */
const TAG_PREFIX = 'exo-cba ';

export interface ReportContext {
  readonly redis: Redis;
  readonly redisKeys: RedisKeys;
  readonly runner: string;
  readonly capabilities: readonly Capability[];
  readonly signingKey: SigningJwk;
  readonly powershell: PowerShellHost;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Looks at the MID server once and leaves a signed report of it in Redis, in one PowerShell for all tenants. The elevated runner looks
 * into the machine's store, the MID service's own into that of its account.
 * @throws StepFailure when PowerShell failed, Error when Redis did
 */
export async function reportServer(context: ReportContext, signal: AbortSignal): Promise<void> {
  const { redis, redisKeys, runner, capabilities, signingKey, powershell, now } = context;
  const storeLocation = capabilities.includes('elevated') ? ['LocalMachine'] : ['CurrentUser'];
  const facts = await callModule(
    powershell,
    {
      name: 'report-server',
      input: { tagPrefix: TAG_PREFIX, storeLocation },
      output: ServerFacts,
      timeoutMs: LOCAL_TIMEOUT_MS,
    },
    { signal, progress: async () => undefined },
  );
  const report = { ...facts, runner, at: new Date(now()).toISOString() };
  await redis.set(redisKeys.serverReport(runner), await signServerReport(report, signingKey), 'PX', KEPT_FOR_MS);
}

/** Does so some minutes from now and every six hours, until disposed of. */
export function startReporting(context: ReportContext): AsyncDisposable {
  const stopping = new AbortController();
  const { signal } = stopping;
  const trouble = createTrouble(context.logger, {
    begins: 'the MID server could not be looked at, trying again in some hours',
    lasts: 'the MID server still cannot be looked at',
    over: 'the MID server was looked at',
  });
  const turn = async () => {
    try {
      await reportServer(context, signal);
      trouble.over();
    } catch (error) {
      if (!signal.aborted) trouble.report({ err: error });
    }
    return EVERY_MS;
  };
  const running = pause(FIRST_AFTER_MS, signal).then(() => repeatUntil(signal, turn));
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      trouble.stop();
      await running;
    },
  };
}
