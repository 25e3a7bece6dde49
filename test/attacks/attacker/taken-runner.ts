import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { until } from '../../support/until.ts';
import { type Attempt, tried, unless } from '../attempt.ts';
import { wordsOf } from '../world/chat.ts';
import type { Customer, World } from '../world/world.ts';
import { type Behaviour, honest, startPuppet } from './puppet.ts';

const ERROR = { kind: 'person', code: 'module-missing', message: 'It is missing.', advice: 'Install it.' };

/** The runner mid9-elevated in the hands of the attacker, with ways to misbehave in its first step and to see what came of it. */
export async function takeRunner(world: World) {
  const puppet = await startPuppet(world, 'mid9-elevated');
  const connect = await startPuppet(world, 'mid9-connect');

  /** Its first step behaves so; afterwards the run is looked at. */
  function says(
    what: string,
    behaviour: Behaviour,
    look: (customer: Customer, run: string) => Promise<string | undefined | false>,
  ): Attempt {
    return tried(what, async () => {
      const customer = world.customer('hostile');
      puppet.behave(customer.label, behaviour);
      const run = await world.runs.onboard(customer);
      await until(
        () => puppet.seen.find((each) => each.run === run),
        () => 'its job',
        20_000,
      );
      return unless(await look(customer, run));
    });
  }
  const checks =
    (reply: Awaited<ReturnType<Behaviour>>): Behaviour =>
    ({ do: step }) =>
      step === 'check-server' ? reply : undefined;
  const fails = (error: object): Behaviour => checks({ error: { ...ERROR, ...error } });
  const finds =
    (changes: object): Behaviour =>
    (asked) =>
      asked.do === 'check-server' ? { output: Object.assign({}, honest(asked), changes) } : undefined;

  const settled = (run: string) =>
    world.runs.untilRun(run, (each) =>
      each.steps.some(
        ({ id, state }) => id === 'check-server@mid9' && !['waiting', 'queued', 'running'].includes(state),
      ),
    );
  const small = async (_: Customer, run: string) => {
    await settled(run);
    await pause(500);
    const bytes = await world.admin.hstrlen(world.keys.run(run), 'doc');
    return bytes > 200_000 && `the record of the run has ${bytes} bytes`;
  };
  const unlinked = async (customer: Customer, run: string) => {
    await settled(run);
    const cards = await until(() => linked(world, customer), undefined, 4000).catch(() => undefined);
    return cards && `the card shows ${cards}`;
  };
  const jobsMemory = () => memoryOf(world.supervisor.pidOf('jobs'));
  const light = (before: () => number) => async (_: Customer, run: string) => {
    await settled(run).catch(() => undefined);
    const grown = jobsMemory() - before();
    return grown > 150 && `the memory of jobs grew by ${Math.round(grown)} MB, from ${Math.round(before())}`;
  };
  let start = 0;
  const heavy = (what: string, behaviour: Behaviour) =>
    says(
      what,
      (asked) => {
        start ||= jobsMemory();
        return behaviour(asked);
      },
      light(() => start),
    );
  const attempts = (most: number) => async (_: Customer, run: string) => {
    await pause(6000);
    const step = (await world.runs.look(run))?.steps.find(({ id }) => id === 'check-server@mid9');
    return (step?.attempt ?? 0) > most && `${step?.attempt} attempts in 6 s`;
  };
  const done = (run: string, server = 'check-server@mid9') =>
    until(
      async () => (await world.runs.look(run))?.steps.find(({ id, state }) => id === server && state === 'done'),
      undefined,
      5000,
    ).then(
      () => 'it was believed',
      () => undefined,
    );

  return {
    puppet,
    says,
    heavy,
    checks,
    fails,
    finds,
    settled,
    small,
    unlinked,
    attempts,
    done,
    /** Afterwards it is honest, and a run on its server ends well. */
    async control() {
      await world.runs.finish(world.customer('hostile'));
      for (const each of [puppet, connect]) await each[Symbol.asyncDispose]();
    },
  };
}

/** Megabytes that a process holds in memory. */
function memoryOf(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1000;
}

/** A link or a text that Teams reads as one, in the conversation of a customer. */
function linked(world: World, customer: Customer): string | undefined {
  for (const message of world.chat.in(world.runs.placeOf(customer))) {
    const json = JSON.stringify(message.card ?? {});
    const url = /"url":"([^"]*)"/g;
    for (const [, address = ''] of json.matchAll(url)) if (/attacker|javascript/i.test(address)) return address;
    const block = /"type":"TextBlock"[^}]*"text":"([^"]*\]\([^"]*attacker[^"]*)"/.exec(json);
    if (block) return block[1];
    if (/\]\(https?:[^)]*attacker/.test(message.text)) return wordsOf(message).slice(0, 60);
  }
  return undefined;
}
