import { setTimeout as wait } from 'node:timers/promises';
import {
  type RunnerAnswer,
  type RunnerRefusal,
  type RunnerRequest,
  signRunnerRequest,
} from '../contracts/runner-request.ts';
import type { SigningJwk } from '../contracts/signing.ts';
import type { Enrolments } from './enrolments.ts';
import type { Person } from './run.ts';
import type { RunnerRegistry } from './runner-registry.ts';
import type { RunnerRequests } from './runner-requests.ts';

const LOOK_EVERY_MS = 50;

/** What the bot may ask of the orchestrator, in a person's name. Waits for the answer for `withinMs` milliseconds. */
export interface Orchestrator {
  /** Believe a runner's keys from now on. @param seen the fingerprint that the person compared */
  accept(runner: string, seen: string, by: Person, withinMs: number): Promise<Asked>;
  /** Believe this runner no longer. */
  remove(runner: string, by: Person, withinMs: number): Promise<Asked>;
}

export interface AskingContext {
  readonly enrolments: Enrolments;
  readonly runners: RunnerRegistry;
  readonly requests: RunnerRequests;
  readonly botKeys: readonly [SigningJwk, ...SigningJwk[]];
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** `asked`: the orchestrator has not answered yet; it will, or the request becomes outdated. */
export type Asked = 'done' | 'asked' | RunnerRefusal | 'not-pending';

export function createOrchestrator(context: AskingContext): Orchestrator {
  return {
    accept: (runner, seen, by, withinMs) => accept(context, runner, seen, by, withinMs),
    async remove(runner, by, withinMs) {
      return ask(context, { ...(await describe(context, runner, by)), do: 'remove' }, withinMs);
    },
  };
}

async function accept(
  context: AskingContext,
  runner: string,
  seen: string,
  by: Person,
  withinMs: number,
): Promise<Asked> {
  const pending = await context.enrolments.get(runner);
  if (!pending) return 'not-pending';
  if (pending.fingerprint !== seen) return 'changed';
  // The orchestrator asks the same; here it saves the person the wait.
  if (pending.addedBy.id === by.id) return 'own-token';
  const { server, signKey, sealKey, addedBy } = pending;
  const about = await describe(context, runner, by);
  await context.enrolments.markAsked(runner, about.jti);
  const answer = await ask(context, { ...about, do: 'accept', server, signKey, sealKey, tokenBy: addedBy }, withinMs);
  if (answer === 'done') await context.enrolments.forget(runner);
  return answer;
}

async function describe({ runners, now, newId }: AskingContext, runner: string, by: Person) {
  const generation = (await runners.generation(runner)) + 1;
  const iat = Math.floor(now() / 1000);
  return { iss: 'bot', jti: newId(), iat, runner, generation, by: { id: by.id, name: by.name } } as const;
}

async function ask(context: AskingContext, request: RunnerRequest, withinMs: number): Promise<Asked> {
  const { requests, botKeys } = context;
  await requests.push(await signRunnerRequest(request, botKeys[0]));
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
