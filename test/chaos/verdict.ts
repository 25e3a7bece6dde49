import { z } from 'zod';
import { listCertificates } from '../../demo/standins/powershell/certificate-store.ts';
import { jon } from '../attacks/world/people.ts';
import { find, type Story, saidIn } from './people.ts';
import { readSteps } from './recovery.ts';
import { SERVERS } from './seats.ts';
import type { ChaosWorld } from './world.ts';

const Entry = z.looseObject({ what: z.string(), step: z.string().optional(), attempt: z.number().optional() });
/** What may be said of one attempt at a step more than once. */
const REPEATABLE = /progress|note|changed/;

export interface Verdict {
  readonly finished: number;
  /** Stories that did not come to their end. */
  readonly hanging: readonly string[];
  /** Commands and approvals that were acknowledged, and that exo knows nothing of. */
  readonly lost: readonly string[];
  readonly recordedTwice: readonly string[];
  /** Attempts at a step that were begun more than once: what a killed worker was at, is begun again. */
  readonly executedTwice: readonly string[];
  /** What stands twice, or not at all, in a customer's tenant or on a MID server. */
  readonly effectsTwice: readonly string[];
  /** Closing words that stand twice in a thread. */
  readonly saidTwice: number;
}

/** Looks at everything that the storm left behind. */
export async function judge(world: ChaosWorld, stories: readonly Story[]): Promise<Verdict> {
  const runs = await Promise.all(
    stories.map(async (story) => ({
      story,
      run: story.run ? await world.runs.look(story.run) : await find(world, story.customer),
    })),
  );
  const lost: string[] = [];
  const hanging: string[] = [];
  for (const { story, run } of runs) {
    const { label } = story.customer;
    if (!run) (story.asked ? lost : hanging).push(`${label}: the command; said: ${saidIn(world, story.customer)}`);
    else if (!world.runs.isFinal(run)) hanging.push(`${run.id} ${run.state} ${stuckAt(run.steps)}`);
    if (story.acknowledged && !(run && run.gate?.state === 'approved' && decidedBy(run.gate) === jon.id)) {
      lost.push(`${label}: the approval`);
    }
  }
  const finished = runs.flatMap(({ story, run }) => (run && run.state === 'finished' ? [story] : []));
  return {
    finished: finished.length,
    hanging,
    lost,
    recordedTwice: (await Promise.all(stories.map((story) => recordedTwice(world, story)))).flat(),
    executedTwice: repeated(
      world.workers.flatMap((name) => readSteps(world, name).flatMap(({ key, started }) => (started ? [key] : []))),
    ),
    effectsTwice: finished.flatMap((story) => effectsTwice(world, story)),
    saidTwice: finished.filter((story) => closingWords(world, story) > 1).length,
  };
}

function stuckAt(
  steps: readonly { id: string; state: string; attempt: number; error?: { code: string } | undefined }[],
) {
  return steps
    .filter(({ state }) => !['waiting', 'done', 'skipped'].includes(state))
    .map(({ id, state, attempt, error }) => `${id} ${state} ${attempt} ${error?.code ?? ''}`)
    .join(', ');
}

function decidedBy(gate: Record<string, unknown>): string | undefined {
  return z.looseObject({ id: z.string() }).safeParse(gate['decidedBy']).data?.id;
}

async function recordedTwice(world: ChaosWorld, { run }: Story): Promise<string[]> {
  if (!run) return [];
  const lines = await world.admin.lrange(world.keys.journal(run), 0, -1);
  const entries = lines.map((line) => Entry.parse(JSON.parse(line.slice(line.indexOf('{')))));
  return repeated(
    entries
      .filter(({ what, attempt }) => attempt !== undefined && !REPEATABLE.test(what))
      .map(({ what, step, attempt }) => `${run} ${what} ${step} ${attempt}`),
  );
}

/** A tenant holds one of everything, and the servers of its group one certificate. */
function effectsTwice(world: ChaosWorld, { customer }: Story): string[] {
  const { label, kind } = customer;
  const tenant = world.state(customer.id);
  const granted = world.runs.granted(customer);
  const counts: [string, number, number][] = [
    ['applications', tenant.applications.length, 1],
    ['certificates', granted.certificates.length, 1],
    ['permissions', granted.permissions.length, 3],
    ['roles', granted.roles.length, 1],
    ['service principals of Exchange', tenant.exchange.servicePrincipals.length, 1],
    ...(SERVERS[kind] ?? []).map((server): [string, number, number] => {
      const mine = listCertificates(world.serverFolder(server)).filter(({ friendlyName }) =>
        friendlyName.includes(customer.id),
      );
      return [`certificates on ${server}`, mine.length, 1];
    }),
  ];
  return counts.filter(([, found, wanted]) => found !== wanted).map(([what, found]) => `${label}: ${found} ${what}`);
}

function closingWords(world: ChaosWorld, { customer }: Story): number {
  const closing = `${customer.label} is ready`;
  return world.chat.in(world.runs.placeOf(customer)).filter(({ card, text }) => !card && text.includes(closing)).length;
}

function repeated(names: readonly string[]): string[] {
  return [...Map.groupBy(names, (name) => name)].flatMap(([name, all]) =>
    all.length > 1 ? [`${name} x${all.length}`] : [],
  );
}
