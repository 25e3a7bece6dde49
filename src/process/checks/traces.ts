import { messageOf } from '../errors.ts';
import { type Condition, type NamedCondition, ok, warning } from '../readiness/condition.ts';
import type { TracesSettings } from '../tracing/settings.ts';

const WITHIN_MS = 5000;

/** Whether the collector takes traces: asked with an empty list of them. Nothing when traces are off. */
export async function checkTraces(settings: TracesSettings | undefined): Promise<NamedCondition[]> {
  return settings ? [{ name: 'traces', ...(await askCollector(settings)) }] : [];
}

async function askCollector({ url, headers }: TracesSettings): Promise<Condition> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [] }),
      signal: AbortSignal.timeout(WITHIN_MS),
      redirect: 'manual',
    });
    await answer.body?.cancel();
    return answer.ok ? ok(`Traces go to ${url.origin}.`) : refused(url, answer.status);
  } catch (error) {
    const cause = error instanceof Error && error.cause ? error.cause : error;
    return warning(
      `The collector of traces at ${url.origin} cannot be reached: ${messageOf(cause)}.`,
      'Start it or correct EXO_TRACES_URL. exo works without it; the traces of this time are lost.',
    );
  }
}

function refused({ origin, pathname }: URL, status: number): Condition {
  const advice =
    status === 401 || status === 403
      ? 'Correct the header in the file of EXO_TRACES_HEADERS_FILE.'
      : 'Set EXO_TRACES_URL to the full address that takes OTLP over HTTP as JSON, mostly .../v1/traces.';
  return warning(`The collector of traces at ${origin}${pathname} answers ${status}.`, advice);
}
