import { setTimeout as wait } from 'node:timers/promises';
import { collect } from './collect.ts';
import type { OrchestratorContext } from './context.ts';
import { passDeadlines } from './deadlines.ts';
import { dispatch } from './dispatch.ts';

const IDLE_MS = 100;
const AFTER_ERROR_MS = 1000;

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

async function turnUntil(signal: AbortSignal, context: OrchestratorContext): Promise<void> {
  while (!signal.aborted) {
    let pause = IDLE_MS;
    try {
      const done = (await dispatch(context)) + (await passDeadlines(context));
      await collect(context);
      if (done > 0) pause = 0;
    } catch (error) {
      context.logger.error({ err: error }, 'orchestrator turn failed, trying again');
      pause = AFTER_ERROR_MS;
    }
    await wait(pause, undefined, { signal }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }
}
