import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigurationError, messageOf } from '../errors.ts';

/** What every process reads from its environment for traces. */
export const TracesEnvironment = z.object({
  EXO_TRACES_URL: z
    .url({ protocol: /^https?$/, error: 'must be an address of OTLP over HTTP, e.g. http://127.0.0.1:4318/v1/traces' })
    .optional(),
  EXO_TRACES_HEADERS_FILE: z.string().optional(),
});

export interface TracesSettings {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Where traces go.
 * @returns undefined: nowhere, which is the default
 * @throws ConfigurationError
 */
export function readTraces(environment: z.infer<typeof TracesEnvironment>): TracesSettings | undefined {
  const { EXO_TRACES_URL: address, EXO_TRACES_HEADERS_FILE: file } = environment;
  if (!address) return undefined;
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/v1/traces';
  if (!file) return { url, headers: {} };
  if (url.protocol === 'http:' && !isThisMachine(url.hostname)) {
    throw new ConfigurationError(
      `EXO_TRACES_URL leads to ${url.host} without TLS: what EXO_TRACES_HEADERS_FILE holds could be read on the way.`,
      'Use https:// in EXO_TRACES_URL, or a collector on this machine.',
    );
  }
  return { url, headers: readHeaders(file) };
}

function isThisMachine(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/** One header a line. The value is not repeated in an error: it is a secret. */
function readHeaders(file: string): Record<string, string> {
  const lines = readLines(file).filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line, index) => {
      const [, name, value] = /^([A-Za-z0-9-]+):\s*([\x20-\x7e]+)$/.exec(line.trim()) ?? [];
      if (name && value) return [name.toLowerCase(), value];
      throw new ConfigurationError(
        `Line ${index + 1} of ${file} (EXO_TRACES_HEADERS_FILE) is not a header.`,
        'Write one header a line, name and value with a colon between them, e.g. authorization: Bearer ...',
      );
    }),
  );
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (error) {
    throw new ConfigurationError(
      `EXO_TRACES_HEADERS_FILE cannot be read: ${messageOf(error)}`,
      'Set it to a file with one header a line, e.g. authorization: Bearer ..., or remove it.',
      { cause: error },
    );
  }
}
