import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../errors.ts';
import { TracesEnvironment } from '../tracing/settings.ts';
import { ExoConfig } from './exo-config.ts';

/**
 * Reads and checks the configuration file.
 * @throws ConfigurationError that names the file, the place in it and what is wanted there.
 */
export function loadExoConfig(path: string | undefined): ExoConfig {
  if (!path) {
    throw new ConfigurationError(
      'EXO_CONFIG is not set.',
      'Set EXO_CONFIG to the path of exo.config.yaml; exo.config.example.yaml shows every setting.',
    );
  }
  let document: unknown;
  try {
    document = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      `${path} cannot be read: ${messageOf(error)}`,
      'EXO_CONFIG must name a readable YAML file; exo.config.example.yaml shows every setting.',
      { cause: error },
    );
  }
  const result = ExoConfig.safeParse(document);
  if (!result.success) {
    throw new ConfigurationError(
      `${path} is not right:\n${z.prettifyError(result.error)}`,
      'Correct these settings; exo.config.example.yaml shows every setting with its meaning.',
    );
  }
  return result.data;
}

/**
 * Checks environment variables against a schema.
 * @throws ConfigurationError that names each variable and what is wanted.
 */
export function readEnvironment<S extends z.ZodType>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): z.infer<S> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const result = schema.safeParse(present);
  if (!result.success) {
    throw new ConfigurationError(
      `The environment is not right:\n${z.prettifyError(result.error)}`,
      'Set these variables; docs/configuration.md lists all of them.',
    );
  }
  return result.data;
}

/** What every process reads from its environment. */
export const CommonEnvironment = z.object({
  EXO_NAMESPACE: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, 'use lower-case letters, digits and "-"')
    .default('ops'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  HEALTH_PORT: z.coerce.number().int().min(0).max(65535).optional(),
  HEALTH_HOST: z.string().default('127.0.0.1'),
  ...TracesEnvironment.shape,
});
