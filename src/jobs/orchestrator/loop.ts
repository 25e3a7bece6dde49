import { setTimeout as wait } from 'node:timers/promises';
import { collect, type Looks } from './collect.ts';
import type { OrchestratorContext } from './context.ts';
import { passDeadlines } from './deadlines.ts';
import { dispatch } from './dispatch.ts';
import { createLostLook } from './lost.ts';

const IDLE_MS = 100;
const AFTER_ERROR_MS = 1000;
const LOST_EVERY_MS = 1000;

/**
 * Keeps runs moving: outbox to queues, results to runs, deadlines. Stateless: any number of processes may do it, and
 * after a crash the next turn finds everything in Redis.
 */
export function startOrchestrator(context: OrchestratorContext): AsyncDisposable {
  const stopping = new AbortController();
  const ended = turnUntil(stopping.signal, context);
  context.logger.info('orchestrator is ready');
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
    },
  };
}

interface Part {
  readonly name: string;
  /** @returns how much there was to do */
  readonly work: () => Promise<number | undefined>;
}

/** Parts of a turn know nothing of one another: one that fails must not keep the others from their work. */
function partsOf(context: OrchestratorContext): Part[] {
  const looks: Looks = new Map();
  const lookForLost = createLostLook(context);
  let lostAt = 0;
  return [
    { name: 'dispatch', work: () => dispatch(context) },
    { name: 'deadlines', work: () => passDeadlines(context) },
    { name: 'collect', work: () => collect(context, looks).then(() => 0) },
    {
      name: 'lost',
      work: async () => {
        if (context.now() < lostAt) return 0;
        lostAt = context.now() + LOST_EVERY_MS;
        await lookForLost();
        return 0;
      },
    },
  ];
}

async function turnUntil(signal: AbortSignal, context: OrchestratorContext): Promise<void> {
  const parts = partsOf(context);
  while (!signal.aborted) {
    let pause = IDLE_MS;
    for (const { name, work } of parts) {
      try {
        if (await work()) pause = Math.min(pause, 0);
      } catch (error) {
        context.logger.error({ part: name, err: error }, 'part of a turn failed, trying again');
        pause = AFTER_ERROR_MS;
      }
    }
    await wait(pause, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
