import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/**
 * The process's logger: one JSON object a line. Fields that could carry a secret are censored by name, as a second
 * fence behind not logging them at all.
 * @param level pino level, e.g. `info`.
 */
export function createLogger(component: string, level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { component },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['password', 'pfx', 'secret', 'token', 'jws', 'sealed', 'authorization', '*.password', '*.pfx', '*.token'],
      censor: '[redacted]',
    },
  };
  return destination ? pino(options, destination) : pino(options);
}
