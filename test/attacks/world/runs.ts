import type { Redis } from 'ioredis';
import { z } from 'zod';
import { BOOTSTRAP_CLIENT_ID } from '../../../demo/standins/entra/demo-state.ts';
import type { Tenant } from '../../../demo/standins/entra/state/schema.ts';
import type { RedisKeys } from '../../../src/process/redis/redis-keys.ts';
import { unpackRun } from '../../../src/runs/records/packing/run.ts';
import type { Person } from '../../../src/runs/run.ts';
import { until } from '../../support/until.ts';
import { type AttackChat, buttonOf, type Sending } from './chat.ts';
import type { Message } from './internet.ts';
import type { CustomerSeat } from './landscape.ts';
import { ada, jon, mia } from './people.ts';

/** What the suite looks at in a run. */
const Run = z.looseObject({
  id: z.string(),
  version: z.number(),
  state: z.string(),
  request: z.looseObject({}),
  gate: z.looseObject({ state: z.string(), round: z.number() }).nullable(),
  steps: z.array(
    z.looseObject({
      id: z.string(),
      state: z.string(),
      attempt: z.number(),
      note: z.string().optional(),
      error: z.looseObject({ code: z.string(), detail: z.string().optional() }).optional(),
      output: z.unknown().optional(),
    }),
  ),
});
export type SeenRun = z.infer<typeof Run>;

const FINAL = ['finished', 'declined', 'cancelled'];

/** Runs as a person has them done, and as Redis and Microsoft hold them. */
export function createRuns(world: {
  admin: Redis;
  keys: RedisKeys;
  chat: AttackChat;
  state: (tenant: string) => Tenant;
}) {
  const { admin, keys, chat } = world;

  /** A run as it stands in Redis, whoever sealed it. */
  async function look(id: string): Promise<SeenRun | undefined> {
    const doc = await admin.hget(keys.run(id), 'doc');
    return doc ? Run.parse(unpackRun(JSON.parse(doc.slice(doc.indexOf('{'))))) : undefined;
  }

  async function untilRun(id: string, wanted: (run: SeenRun) => boolean, withinMs = 40_000): Promise<SeenRun> {
    return until(
      async () => {
        const run = await look(id);
        return run && wanted(run) ? run : undefined;
      },
      async () => summary(id, await look(id)),
      withinMs,
    );
  }

  const placeOf = (customer: CustomerSeat) => `19:${customer.label}@thread.tacv2;messageid=1795000000000`;

  async function onboard(customer: CustomerSeat, by: Person = mia, words = '', command = 'onboard'): Promise<string> {
    const before = await admin.get(keys.open(customer.id));
    const number = await admin.get(keys.counter(customer.label));
    await chat.say(by, `${command} ${customer.domain}${words && ` ${words}`}`, { conversation: placeOf(customer) });
    return until(
      async () => {
        const now = (await admin.get(keys.open(customer.id))) ?? undefined;
        if (now && now !== before) return now;
        // A run that finished at once is open no longer.
        const counted = await admin.get(keys.counter(customer.label));
        return counted !== number && counted ? `${customer.label}-${counted}` : undefined;
      },
      () => `no run for ${customer.label}`,
    );
  }

  /** The newest card with a button to approve. */
  function approvalCard(customer: CustomerSeat): { message: Message; data: Record<string, unknown> } | undefined {
    for (const message of chat.in(placeOf(customer)).toReversed()) {
      const data = buttonOf(message.card, 'approve');
      if (data) return { message, data };
    }
    return undefined;
  }

  async function untilAsked(customer: CustomerSeat, withinMs = 40_000) {
    const found = await until(
      () => approvalCard(customer),
      async () => `no approval card for ${customer.label}: ${summary('', await look(`${customer.label}-1`))}`,
      withinMs,
    );
    // The card is posted a moment before exo remembers which message it was.
    const { run, round } = found.data;
    await until(async () => (await admin.hexists(keys.chat(String(run)), `approval:${round}`)) || undefined);
    return found;
  }

  async function decide(customer: CustomerSeat, verb: 'approve' | 'decline', by: Person, how: Sending = {}) {
    const { message, data } = await untilAsked(customer);
    return chat.click(by, { verb, data, messageId: message.id }, { conversation: placeOf(customer), ...how });
  }

  return {
    look,
    untilRun,
    placeOf,
    onboard,
    approvalCard,
    untilAsked,
    /** Some message of exo in the customer's conversation, to click on. */
    async untilMessage(customer: CustomerSeat): Promise<{ message: string }> {
      return { message: (await chat.untilMessage(placeOf(customer), ({ card }) => card !== undefined)).id };
    },
    decide,
    /** An admin asks to take over what an earlier client id made. */
    adopt: (customer: CustomerSeat) => onboard(customer, ada, '', 'adopt'),
    /** A whole onboarding by the rightful people. */
    async finish(customer: CustomerSeat, withinMs = 40_000): Promise<string> {
      const id = await onboard(customer);
      await untilAsked(customer, withinMs);
      await decide(customer, 'approve', jon);
      await untilRun(id, (run) => run.state === 'finished', withinMs);
      return id;
    },
    isFinal: (run: SeenRun) => FINAL.includes(run.state),
    /** What the customer's tenant gave to applications other than exo's own. */
    granted(customer: CustomerSeat) {
      const tenant = world.state(customer.id);
      const own = tenant.servicePrincipals.find(({ appId }) => appId === BOOTSTRAP_CLIENT_ID)?.id;
      return {
        permissions: tenant.appRoleAssignments.filter((each) => each.principalId !== own).map((each) => each.appRoleId),
        roles: tenant.roleAssignments.filter((each) => each.principalId !== own).map((each) => each.roleDefinitionId),
        certificates: tenant.applications.flatMap((each) => each.keyCredentials.map(({ key }) => key)),
      };
    },
  };
}

export function summary(id: string, run: SeenRun | undefined): string {
  if (!run) return `no run ${id}`;
  const steps = run.steps.filter(({ state }) => state !== 'waiting' && state !== 'done');
  return `${run.id} ${run.state}: ${steps.map((step) => `${step.id} ${step.state} ${step.error?.code ?? ''} ${step.error?.detail ?? ''}`).join(', ')}`;
}
