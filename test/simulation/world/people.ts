import type { ActionAnswer, ChatPlace, Speaker } from '../../../src/bot/chat/chat.ts';
import { outputOf } from '../../../src/runs/outputs.ts';
import type { Person } from '../../../src/runs/run.ts';
import { HOME_TENANT } from '../../support/bot-config.ts';
import { JON, MIA, SAM } from '../../support/run-request.ts';
import type { Random } from '../time/random.ts';
import type { Counter } from './bot-process.ts';
import type { Acknowledged } from './ledger.ts';
import type { Button } from './model-chat.ts';
import type { World } from './world.ts';

const CHANNELS = ['19:one@thread.tacv2', '19:two@thread.tacv2'] as const;

/** How people are: as they like, or so that everything comes to an end. */
export type Mood = 'free' | 'helpful' | 'ending';

/** People in Teams: they ask for onboardings and click on what they see, on whichever bot process Teams sends it to. */
export class People {
  mood: Mood = 'free';
  readonly #world: World;
  readonly #random: Random;
  #words = 0;

  constructor(world: World) {
    this.#world = world;
    this.#random = world.random.fork('people');
  }

  /** Mia asks for something; Teams delivers it, perhaps twice. */
  ask(text: string, by: Person = MIA): void {
    this.#words += 1;
    const command = { text, speaker: speakerOf(by), place: this.#place(), activityId: `a${this.#words}` };
    for (let count = this.#random.chance(0.1) ? 2 : 1; count > 0; count -= 1) {
      const { conversationId } = command.place;
      const take = async (counter: Counter) => {
        await counter.command(command);
        this.#world.trace(`took "${text}" of ${conversationId}`);
        this.#world.ledger.taken.push({ text, conversationId });
      };
      this.#say(text, take, 3);
    }
  }

  /** Does one thing. */
  act(tenants: readonly [string, ...string[]]): void {
    const { chat } = this.#world;
    const approvals = chat.buttons('approve');
    const [first] = this.#shuffled(approvals);
    if (this.mood !== 'free') {
      this.#enterAll();
      for (const button of approvals) this.#click(JON, button);
      for (const button of chat.buttons(this.mood === 'ending' ? 'cancel' : 'retry')) this.#click(MIA, button);
      return;
    }
    if (this.#world.estate && this.#random.chance(0.4)) {
      this.#live(tenants);
      return;
    }
    const dice = this.#random.next();
    if (first && dice < 0.55) {
      this.#click(this.#random.chance(0.9) ? JON : MIA, first);
      // Several approvers, or one who is impatient.
      if (this.#random.chance(0.2)) this.#click(JON, first);
    } else if (dice < 0.6) this.#clickOne(JON, 'decline');
    else if (dice < 0.75) this.#clickOne(MIA, 'retry');
    else if (dice < 0.8) this.#clickOne(MIA, 'cancel');
    else if (dice < 0.9) this.ask(`onboard ${this.#random.pick(tenants)}`);
    else this.ask(this.#random.chance(0.5) ? 'status' : `plan ${this.#random.pick(tenants)}`);
  }

  /** What happens to a tenant that is onboarded; first it must be. */
  #live(tenants: readonly [string, ...string[]]): void {
    const tenant = this.#random.pick(tenants);
    const dice = this.#random.next();
    if (dice < 0.35) this.#enterOne();
    else if (dice < 0.42) this.ask(`suspend ${tenant}`, SAM);
    else if (dice < 0.6) this.ask(`resume ${tenant}`, SAM);
    else if (!this.#isInUse(tenant)) this.ask(`onboard ${tenant}`);
    else this.ask(`${dice < 0.95 ? 'rotate' : 'offboard'} ${tenant}`);
  }

  #isInUse(label: string): boolean {
    const runs = [...this.#world.commits.latest.values()].filter(({ request }) => request.tenant.label === label);
    return runs.some(({ request }) => this.#world.estate?.of(request.tenant.id).inUse !== undefined);
  }

  /** Somebody says that ServiceNow has the new certificate; now and then before that is so. */
  #enterOne(): void {
    const [button] = this.#shuffled(this.#world.chat.buttons('switched'));
    if (button) this.#enter(button, this.#random.chance(0.8));
  }

  #enterAll(): void {
    if (!this.#world.estate) return;
    for (const button of this.#world.chat.buttons('switched')) this.#enter(button, true);
  }

  #enter(button: Button, isTrue: boolean): void {
    const run = this.#world.commits.latest.get(String(button.data['run']));
    const made = run && outputOf(run, 'create-certificate')?.thumbprint;
    const isAsked = run?.steps.some(({ name, state }) => name === 'await-switch' && state === 'running');
    if (isTrue && isAsked && made) this.#world.estate?.enter(run.request.tenant.id, made);
    this.#click(MIA, button);
  }

  #clickOne(by: Person, verb: string): void {
    const [button] = this.#shuffled(this.#world.chat.buttons(verb));
    if (button) this.#click(by, button);
  }

  #click(by: Person, { verb, data, message }: Button): void {
    const about = { run: String(data['run']), what: verb, by: by.id, at: this.#world.now() };
    const more = { round: Number(data['round'] ?? 0), message: message.id };
    this.#world.ledger.clicks.push({ ...about, ...more });
    const action = {
      verb,
      data,
      speaker: speakerOf(by),
      place: message.place,
      messageId: message.id,
      trigger: 'manual',
    } as const;
    this.#say(`${verb} ${about.run}`, async (counter) => {
      const answer = await counter.action(action);
      if (answer.type === 'card' && this.#isLive(about.run, more))
        this.#acknowledge({ ...about, ...more, at: this.#world.now() }, answer);
    });
  }

  #acknowledge(what: Acknowledged, _answer: ActionAnswer): void {
    this.#world.trace(`acknowledged ${what.what} ${what.run}`);
    this.#world.ledger.acknowledged.push(what);
  }

  /** Whether the message is the card that was posted for this: the answer on another one only says so. */
  #isLive(run: string, { round, message }: Pick<Acknowledged, 'round' | 'message'>): boolean {
    const { server, keys } = this.#world;
    const posted = server.keys.hash(keys.chat(run))?.get(`approval:${round}`);
    return round === 0 || posted?.includes(`"messageId":"${message}"`) === true;
  }

  /** @param again how often Teams tries it when the bot does not take it */
  #say(what: string, words: (counter: Counter) => Promise<void>, again = 0): void {
    const { scheduler, counters } = this.#world;
    const open = [...counters].filter(([host]) => host.alive && host.asleepUntil <= scheduler.now);
    const retry = () => {
      if (again > 0) scheduler.schedule(1000, undefined, () => this.#say(what, words, again - 1));
    };
    const [chosen] = this.#shuffled(open);
    if (!chosen) {
      retry();
      return;
    }
    const [host, counter] = chosen;
    this.#world.trace(`somebody says ${what} to ${host.name}`);
    scheduler.schedule(1 + 50 * this.#random.next(), host, () => {
      words(counter).catch((error: unknown) => {
        this.#world.trace(`no answer: ${error instanceof Error ? error.message : String(error)}`);
        retry();
      });
    });
  }

  #place(): ChatPlace {
    const conversationId = `${this.#random.pick(CHANNELS)};messageid=${this.#words}`;
    const where = { tenantId: HOME_TENANT, serviceUrl: 'https://teams.example/', botId: '28:bot', conversationId };
    return { v: 1, kind: 'channel', channelId: 'msteams', ...where };
  }

  #shuffled<T>(list: readonly T[]): T[] {
    const from = this.#random.between(0, Math.max(list.length - 1, 0));
    return [...list.slice(from), ...list.slice(0, from)];
  }
}

function speakerOf({ id, name }: Person): Speaker {
  return { id, name, mention: `29:${id}`, tenantId: HOME_TENANT };
}
