import { setTimeout as wait } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import {
  type RunnerAnswer,
  type RunnerRefusal,
  type RunnerRequest,
  signRunnerRequest,
} from '../../contracts/fleet/runner-request.ts';
import type { SigningJwk } from '../../contracts/trust/signing.ts';
import { inTimeOfRedis } from '../../process/redis/in-time.ts';
import type { Person } from '../run.ts';
import type { Enrolments } from './enrolments.ts';
import type { RunnerRegistry } from './runner-registry.ts';
import type { RunnerRequests } from './runner-requests.ts';

const LOOK_EVERY_MS = 50;

/** What the bot may ask of the orchestrator, in a person's name. Waits for the answer for `withinMs` milliseconds. */
export interface Orchestrator {
  /**
   * Believe a runner's keys from now on.
   * @param seen the fingerprint that the person compared
   * @param click until when it counts, and what to call once it is on its way
   */
  accept(runner: string, seen: string, by: Person, withinMs: number, click: Click): Promise<Asked>;
  /** Believe this runner no longer. */
  remove(runner: string, by: Person, withinMs: number): Promise<Asked>;
}

/** A click counts only where it is noted down in time; see `inTimeOfRedis`. */
export interface Click {
  /** Milliseconds since 1970. */
  readonly notAfter: number;
  readonly noted: () => void;
}

export interface AskingContext {
  readonly redis: Redis;
  readonly enrolments: Enrolments;
  readonly runners: RunnerRegistry;
  readonly requests: RunnerRequests;
  readonly botKeys: readonly [SigningJwk, ...SigningJwk[]];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
}

/**
 * `asked`: the orchestrator has not answered yet; it will, or the request becomes outdated. `too-late`: it was not asked.
 */
export type Asked = 'done' | 'asked' | RunnerRefusal | 'not-pending' | 'too-late';

export function createOrchestrator(context: AskingContext): Orchestrator {
  return {
    accept: (runner, seen, by, withinMs, click) => accept(context, runner, seen, by, withinMs, click),
    async remove(runner, by, withinMs) {
      const request = { ...(await describe(context, runner, by)), do: 'remove' } as const;
      await context.requests.push(await signRunnerRequest(request, context.botKeys[0]));
      return answerTo(context, request, withinMs);
    },
  };
}

async function accept(
  context: AskingContext,
  runner: string,
  seen: string,
  by: Person,
  withinMs: number,
  { notAfter, noted }: Click,
): Promise<Asked> {
  const limit = await inTimeOfRedis(context.redis, notAfter, context.now);
  const pending = await context.enrolments.get(runner);
  if (!pending) return 'not-pending';
  if (pending.fingerprint !== seen) return 'changed';
  // The orchestrator asks the same; here it saves the person the wait.
  if (pending.addedBy.id === by.id) return 'own-token';
  const { server, signKey, sealKey, addedBy } = pending;
  const about = await describe(context, runner, by);
  const request = { ...about, do: 'accept', server, signKey, sealKey, tokenBy: addedBy } as const;
  if (!(await context.requests.push(await signRunnerRequest(request, context.botKeys[0]), limit))) return 'too-late';
  noted();
  await context.enrolments.markAsked(runner, about.jti);
  const answer = await answerTo(context, request, withinMs);
  if (answer === 'done') await context.enrolments.forget(runner);
  return answer;
}

async function describe({ runners, now, newId }: AskingContext, runner: string, by: Person) {
  const generation = (await runners.generation(runner)) + 1;
  const iat = Math.floor(now() / 1000);
  return { iss: 'bot', jti: newId(), iat, runner, generation, by: { id: by.id, name: by.name } } as const;
}

async function answerTo({ requests }: AskingContext, request: RunnerRequest, withinMs: number): Promise<Asked> {
  for (let waited = 0; waited < withinMs; waited += LOOK_EVERY_MS) {
    const answer = await requests.answerTo(request.jti);
    if (answer) return resultOf(answer);
    await wait(LOOK_EVERY_MS);
  }
  return 'asked';
}

function resultOf(answer: RunnerAnswer): Asked {
  return answer.done ? 'done' : answer.why;
}
