import { setTimeout as pause } from 'node:timers/promises';
import { wordsOf } from '../attacks/world/chat.ts';
import { jon, mia } from '../attacks/world/people.ts';
import type { SeenRun } from '../attacks/world/runs.ts';
import type { Customer } from '../attacks/world/world.ts';
import type { ChaosWorld } from './world.ts';

/** What was said to exo, and what exo acknowledged. */
export interface Story {
  readonly customer: Customer;
  /** The command was taken: Teams had its 200. */
  asked: boolean;
  run?: string;
  /** The approver saw his approval on the card. */
  acknowledged: boolean;
  retries: number;
  /** How often the command was said again because exo asked for that. */
  repeats: number;
}

const LOOK_EVERY_MS = 400;
const PATIENCE_MS = 60_000;

/** One customer's story: somebody asks until exo has taken it, somebody approves until he sees it, and retries what stops. */
export async function onboard(world: ChaosWorld, story: Story, signal: AbortSignal, heard: () => void): Promise<void> {
  const { customer } = story;
  const conversation = world.runs.placeOf(customer);
  const ask = async () => {
    const { status } = await world.chat.say(mia, `onboard ${customer.domain}`, { conversation });
    return status < 300;
  };
  story.asked = await insist(signal, ask);
  let began = Date.now();
  let run: SeenRun | undefined;
  while (!signal.aborted) {
    run = await lookAgain(world, customer, run);
    if (run) {
      story.run = run.id;
      if (world.runs.isFinal(run)) return;
      await help(world, story, run, heard);
    } else if (Date.now() - began > PATIENCE_MS && /again/i.test(saidIn(world, customer))) {
      // exo told in the thread that it could not do it: whoever asked says it again.
      story.repeats += 1;
      await insist(signal, ask);
      began = Date.now();
    }
    await wait(LOOK_EVERY_MS, signal);
  }
}

/** What exo said in a customer's thread. */
export function saidIn(world: ChaosWorld, customer: Customer): string {
  const messages = world.chat.in(world.runs.placeOf(customer));
  return messages.map((message) => wordsOf(message).replaceAll('\n', ' ').slice(0, 200)).join(' // ');
}

/** The customer's run. */
export async function find(world: ChaosWorld, { id, label }: Customer): Promise<SeenRun | undefined> {
  const open = await world.admin.get(world.keys.open(id));
  const number = await world.admin.get(world.keys.counter(label));
  const name = open ?? (number ? `${label}-${number}` : undefined);
  return name ? world.runs.look(name) : undefined;
}

/** The customer's run; once known it is read again only when somebody changed it: hundreds are looked at side by side. */
async function lookAgain(world: ChaosWorld, customer: Customer, known?: SeenRun): Promise<SeenRun | undefined> {
  if (!known) return find(world, customer);
  const version = await world.admin.hget(world.keys.run(known.id), 'version');
  return Number(version) === known.version ? known : ((await world.runs.look(known.id)) ?? known);
}

async function help(world: ChaosWorld, story: Story, run: SeenRun, heard: () => void): Promise<void> {
  const conversation = world.runs.placeOf(story.customer);
  if (run.state === 'needs-person') {
    story.retries += 1;
    await attempt(() => world.chat.say(mia, `retry ${run.id}`, { conversation }));
    await pause(2000);
  }
  if (run.gate?.state !== 'open') return;
  const card = world.runs.approvalCard(story.customer);
  if (!card || card.data['run'] !== run.id) return;
  const click = { verb: 'approve', data: card.data, messageId: card.message.id };
  const answer = await attempt(() => world.chat.click(jon, click, { conversation }));
  if (!answer || !/card\.adaptive$/.test(answer.type) || !answer.text.includes(`by ${jon.name}`)) return;
  story.acknowledged = true;
  heard();
}

/** A person tries again what did not go through. */
async function insist(signal: AbortSignal, act: () => Promise<boolean>): Promise<boolean> {
  while (!signal.aborted) {
    if (await attempt(act)) return true;
    await wait(1000, signal);
  }
  return false;
}

/** @returns undefined when the connection broke or nobody was there */
async function attempt<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof TypeError || (error instanceof Error && error.name === 'TimeoutError')) return undefined;
    throw error;
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}
