import { messageOf } from '../../../process/errors.ts';
import type { Logger } from '../../../process/log/logger.ts';

/**
 * Sends what the SDK writes to the console into the log, at level debug and without stacks: it prints every token that
 * it refuses, and so would let anybody fill the log. We log refused requests ourselves.
 */
export function routeConsole(logger: Logger): void {
  for (const method of ['error', 'warn', 'log'] as const) {
    Reflect.set(console, method, (first: unknown) => {
      logger.debug({ text: messageOf(first).slice(0, 500) }, 'the Bot Framework SDK says');
    });
  }
}
