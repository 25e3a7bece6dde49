import type { Logger } from '../log/logger.ts';
import type { TracesSettings } from './settings.ts';
import type { TracedProcess, Tracing } from './tracing.ts';

/** @returns undefined when no address is set: then nothing of OpenTelemetry is loaded */
export async function startTracing(
  settings: TracesSettings | undefined,
  about: TracedProcess,
  logger: Logger,
): Promise<Tracing | undefined> {
  if (!settings) return undefined;
  const { exportSpans } = await import('./export-spans.ts');
  logger.info({ to: settings.url.origin }, 'traces are on');
  return exportSpans(settings, about, logger);
}
