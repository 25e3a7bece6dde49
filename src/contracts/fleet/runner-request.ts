import { z } from 'zod';
import { Guid, Name } from '../ids.ts';
import { PublicJwk } from '../trust/keys.ts';
import { type SigningJwk, signStatement, verifyStatement } from '../trust/signing.ts';

const TYPE = 'exo-runner-request+jwt';

const Person = z.object({ id: Guid, name: z.string() });

const common = {
  iss: z.literal('bot'),
  jti: z.guid(),
  /** Seconds since 1970. */
  iat: z.number().int(),
  runner: Name,
  /** One above that of the record which the bot saw: a request that something else overtook is not carried out. */
  generation: z.number().int().positive(),
  by: Person,
};

/**
 * What the bot asks the orchestrator about runners, in a person's name. The bot's key proves that the bot said it, and
 * nothing else: rights, pins and the runner's own keys are looked up by whoever carries it out.
 */
export const RunnerRequest = z.discriminatedUnion('do', [
  z.strictObject({
    ...common,
    do: z.literal('accept'),
    server: Name,
    signKey: PublicJwk,
    sealKey: PublicJwk,
    /** Who gave the enrolment token that these keys were made with. */
    tokenBy: Person,
  }),
  z.strictObject({ ...common, do: z.literal('remove') }),
]);
export type RunnerRequest = z.infer<typeof RunnerRequest>;

export function signRunnerRequest(request: RunnerRequest, botKey: SigningJwk): Promise<string> {
  return signStatement(request, TYPE, botKey);
}

/** @throws Error when none of the bot's keys signed it as a request about a runner */
export async function verifyRunnerRequest(jws: string, botKeys: readonly PublicJwk[]): Promise<RunnerRequest> {
  return RunnerRequest.parse(await verifyStatement(jws, TYPE, botKeys));
}

/** Why a request was not carried out. */
export const RunnerRefusal = z.enum([
  'not-believed',
  'outdated',
  'changed',
  'not-configured',
  'pinned',
  'not-allowed',
  'own-token',
]);
export type RunnerRefusal = z.infer<typeof RunnerRefusal>;

/** What became of a request. */
export const RunnerAnswer = z.discriminatedUnion('done', [
  z.object({ done: z.literal(true) }),
  z.object({ done: z.literal(false), why: RunnerRefusal }),
]);
export type RunnerAnswer = z.infer<typeof RunnerAnswer>;
