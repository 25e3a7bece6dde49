import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Capability } from '../../contracts/fleet/enrolment.ts';
import { Instant, Name } from '../../contracts/ids.ts';
import { PublicJwk } from '../../contracts/trust/keys.ts';
import { SealingJwk } from '../../contracts/trust/sealing.ts';
import { SigningJwk } from '../../contracts/trust/signing.ts';
import { ConfigurationError, messageOf } from '../../process/errors.ts';

/** `runner.json`: who this runner is and whose jobs it believes. Nothing in it is secret. */
export const RunnerIdentity = z.strictObject({
  id: Name,
  server: Name,
  /** `elevated`: certificates and key access; `connect`: everything that must be the MID service user. */
  capabilities: z.array(Capability).min(1),
  /** The orchestrator's public key: pinned at enrolment, jobs signed with any other are refused. */
  orchestratorKey: PublicJwk,
  /** The one before it, still believed until then. */
  previousOrchestratorKey: z.strictObject({ key: PublicJwk, until: Instant }).optional(),
  /** Of the announcement that the present key came with; missing since enrolment. */
  keyGeneration: z.number().int().positive().optional(),
});
export type RunnerIdentity = z.infer<typeof RunnerIdentity>;

/** `keys.json`: the runner's private keys, readable by its account alone. */
export const RunnerKeyFile = z.strictObject({ sign: SigningJwk, seal: SealingJwk });
export type RunnerKeyFile = z.infer<typeof RunnerKeyFile>;

export interface RunnerHome {
  readonly folder: string;
  readonly identity: RunnerIdentity;
  readonly keys: RunnerKeyFile;
}

/**
 * Reads a runner's folder.
 * @throws ConfigurationError that says which file is missing or wrong
 */
export function loadRunnerHome(folder: string | undefined): RunnerHome {
  if (!folder) {
    throw new ConfigurationError(
      'EXO_RUNNER_HOME is not set.',
      'Set EXO_RUNNER_HOME to the folder of this runner; "npm run runner:enrol" makes one.',
    );
  }
  return {
    folder,
    identity: read(join(folder, 'runner.json'), RunnerIdentity),
    keys: read(join(folder, 'keys.json'), RunnerKeyFile),
  };
}

function read<S extends z.ZodType>(file: string, schema: S): z.infer<S> {
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      `${file} cannot be read: ${error instanceof SyntaxError ? 'it is not valid JSON' : messageOf(error)}`,
      'Enrol this runner again, or give its account the right to read the file.',
    );
  }
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throw new ConfigurationError(`${file} does not have the expected form.`, 'Enrol this runner again.');
}
