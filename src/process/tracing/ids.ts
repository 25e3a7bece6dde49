import { createHash, randomBytes } from 'node:crypto';
import type { SpanPlace } from './tracing.ts';

/** 32 and 16 hexadecimal digits, as OpenTelemetry wants them. */
export interface SpanIds {
  readonly trace: string;
  readonly span: string;
  readonly parent: string | undefined;
}

/**
 * The ids of a span. Every process comes to the same trace, root and attempts from the names alone.
 * @param namespace tells two deployments apart that send to one collector
 */
export function spanIds(namespace: string, run: string, place: SpanPlace): SpanIds {
  const trace = hex(16, 'trace', namespace, run);
  const root = hex(8, 'run', namespace, run);
  const attempt = (job: string) => hex(8, 'attempt', namespace, job);
  switch (place.kind) {
    case 'run':
      return { trace, span: root, parent: undefined };
    case 'attempt':
      return { trace, span: attempt(place.job), parent: root };
    case 'under-run':
      return { trace, span: randomBytes(8).toString('hex'), parent: root };
    case 'under-attempt':
      return { trace, span: randomBytes(8).toString('hex'), parent: attempt(place.job) };
  }
}

function hex(bytes: number, ...parts: readonly string[]): string {
  return createHash('sha256')
    .update(['exo-tracing', ...parts].join('\0'))
    .digest('hex')
    .slice(0, bytes * 2);
}
