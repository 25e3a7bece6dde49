import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from '../errors.ts';
import { scrub } from './scrub.ts';

export type { Logger } from 'pino';

/**
 * The process's logger: one JSON object a line. Errors go through one serializer that keeps what helps and drops what
 * libraries add; fields that could carry a secret are censored by name, and what looks like one by its shape: second and
 * third fence behind not logging them at all.
 * @param level pino level, e.g. `info`.
 */
export function createLogger(component: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { component },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: describeError, error: describeError },
    hooks: { streamWrite: scrub },
    redact: {
      paths: ['password', 'pfx', 'secret', 'token', 'jws', 'sealed', 'authorization', '*.password', '*.pfx', '*.token'],
      censor: '[redacted]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
