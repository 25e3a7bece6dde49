import { type Measure, round } from '../measure.ts';
import { type GraphMeasure, measureGraph } from '../measure-graph.ts';

const TIMES = 3;
const SLOW_MS = 150;

/** What a run asks of Graph, and how long its cloud steps take when Graph answers at once and when it takes its time. */
export async function measureRequests(): Promise<Measure[]> {
  // A jobs process is up for weeks: what the first run of a process loads and compiles is no part of the figure.
  await measureGraph();
  const quick = await repeated(0);
  const slow = await repeated(SLOW_MS);
  const { first, again, plan, planAgain, link } = quick[0] ?? (await measureGraph());
  const requests = (name: string, value: number, writes: number, most?: number): Measure => ({
    name: `Graph requests of ${name}`,
    value,
    unit: '',
    ...(most && { limit: { most } }),
    detail: `a batch is one request; ${writes} writes in all`,
  });
  return [
    requests('a first onboarding', first.requests, first.writes, 14),
    requests('the same again', again.requests, again.writes, 5),
    requests('a plan of a new tenant', plan.requests, plan.writes, 5),
    requests('a plan of an onboarded tenant', planAgain.requests, planAgain.writes, 5),
    requests('a first onboarding in link mode', link.requests, link.writes),
    seconds('cloud steps of a first onboarding', quick, 'first', 0, 0.4),
    seconds('the same, 150 ms per answer', slow, 'first', SLOW_MS, 2),
    seconds('cloud steps of the same again, 150 ms per answer', slow, 'again', SLOW_MS),
    seconds('cloud steps of link mode, 150 ms per answer', slow, 'link', SLOW_MS),
  ];
}

async function repeated(answerMs: number): Promise<GraphMeasure[]> {
  const measures: GraphMeasure[] = [];
  for (let time = 0; time < TIMES; time += 1) measures.push(await measureGraph(answerMs));
  return measures;
}

function seconds(
  name: string,
  measures: readonly GraphMeasure[],
  which: 'first' | 'again' | 'link',
  answerMs: number,
  most?: number,
): Measure {
  const sorted = measures.map((each) => each[which].ownSeconds).sort((one, other) => one - other);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const { requests, signIn } = measures[0]?.[which] ?? { requests: 0, signIn: 0 };
  return {
    name: `own seconds: ${name}`,
    value: round(median, 2),
    unit: ' s',
    ...(most && { limit: { most } }),
    detail: `one step after the other, median of ${TIMES}; ${requests} answers of Graph${answerMs ? ` of ${answerMs} ms` : ''}, ${signIn} of the sign-in`,
  };
}
