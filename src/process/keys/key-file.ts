import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { ConfigurationError, messageOf } from '../errors.ts';

/**
 * Reads a key that stands as JWK in a JSON file.
 * @param variable environment variable that named the file, for the error
 * @throws ConfigurationError without any part of the key
 */
export function readKeyFile<S extends z.ZodType>(path: string, schema: S, variable: string): z.infer<S> {
  const advice = `Set ${variable} to the right file; docs/go-live.md, step 5, says which files "npm run make-key" makes.`;
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigurationError(
      `The key file ${path} cannot be read: ${error instanceof SyntaxError ? 'it is not valid JSON' : messageOf(error)}`,
      advice,
    );
  }
  const result = schema.safeParse(document);
  if (result.success) return result.data;
  throw new ConfigurationError(`The key file ${path} does not hold the key (JWK) that belongs there.`, advice);
}
