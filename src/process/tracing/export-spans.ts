import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, ROOT_CONTEXT, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log/logger.ts';
import { createTrouble } from '../log/trouble.ts';
import { within } from '../time/within.ts';
import { VERSION } from '../version.ts';
import { type SpanIds, spanIds } from './ids.ts';
import type { TracesSettings } from './settings.ts';
import type { EndedSpan, Scope, TracedProcess, Tracing } from './tracing.ts';

const SENT_WITHIN_MS = 5000;
const SEND_EVERY_MS = 1000;
/** The end of a process does not wait longer for its last spans. */
const LAST_WITHIN_MS = 2000;

/** Sends spans to a collector, by OTLP over HTTP. Only `start.ts` imports this, and only when traces are on. */
export function exportSpans({ url, headers }: TracesSettings, about: TracedProcess, logger: Logger): Tracing {
  const exporter = new OTLPTraceExporter({ url: url.href, headers: { ...headers }, timeoutMillis: SENT_WITHIN_MS });
  const quiet = quietExporter(exporter, logger);
  let next: SpanIds = { trace: '', span: '', parent: undefined };
  const provider = new TracerProvider({
    sampler: new AlwaysOnSampler(),
    idGenerator: { generateTraceId: () => next.trace, generateSpanId: () => next.span },
    resource: resourceFromAttributes({
      'service.name': `exo-${about.process}`,
      'service.namespace': about.namespace,
      'service.version': VERSION,
      ...(about.instance ? { 'service.instance.id': about.instance } : {}),
    }),
    spanProcessors: [new BatchSpanProcessor({ exporter: quiet, scheduledDelayMillis: SEND_EVERY_MS })],
  });
  const tracer = provider.getTracer('exo', VERSION);
  const scopes = new AsyncLocalStorage<Scope>();
  return {
    record({ name, run, place, from, to, attributes, failed }: EndedSpan) {
      next = spanIds(about.namespace, run, place);
      const own = { ...copyLists(attributes), 'exo.run': run, ...(failed ? { 'exo.code': failed } : {}) };
      const span = tracer.startSpan(name, { startTime: new Date(from), attributes: own }, contextOf(next));
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(new Date(Math.max(from, to)));
    },
    during: (scope, work) => scopes.run(scope, work),
    scope: () => scopes.getStore(),
    async [Symbol.asyncDispose]() {
      // What could not be sent was told already.
      await within(LAST_WITHIN_MS, provider.shutdown(), () => undefined).catch(() => undefined);
      quiet.stop();
    },
  };
}

function contextOf({ trace: traceId, parent }: SpanIds): Context {
  if (!parent) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId: parent,
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  });
}

/** OpenTelemetry wants lists that may be written to. */
function copyLists(attributes: EndedSpan['attributes']): Record<string, string | number | string[]> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'object' ? [...value] : value]),
  );
}

/** A collector that is away harms nothing: what it does not take is dropped. */
function quietExporter(exporter: SpanExporter, logger: Logger): SpanExporter & { stop(): void } {
  const trouble = createTrouble(logger, {
    begins: 'traces cannot be sent and are dropped; everything else goes on',
    lasts: 'traces still cannot be sent',
    over: 'traces are sent again',
  });
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error) trouble.report({ reason: messageOf(result.error) });
        else trouble.over();
        done({ code: 0 });
      });
    },
    forceFlush: async () => exporter.forceFlush?.(),
    shutdown: () => exporter.shutdown(),
    stop: trouble.stop,
  };
}
