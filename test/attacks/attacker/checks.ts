import { createHash } from 'node:crypto';
import type { Person } from '../../../src/runs/run.ts';
import { until } from '../../support/until.ts';
import { wordsOf } from '../world/chat.ts';
import { mia } from '../world/people.ts';
import type { Customer, World } from '../world/world.ts';

/** Checks of a customer's tenant, and what people and the customer do about them. */
export function checks(world: World) {
  const { admin, keys, runs, chat } = world;

  async function onboarded(): Promise<Customer> {
    const customer = world.customer();
    await runs.finish(customer);
    return customer;
  }

  /** What a check by a requester finds, and what its card says. */
  async function check(customer: Customer) {
    const before = Number(await admin.get(keys.counter(customer.label)));
    const conversation = runs.placeOf(customer);
    await chat.say(mia, `check ${customer.domain}`, { conversation });
    const number = await until(async () => {
      const now = Number(await admin.get(keys.counter(customer.label)));
      return now > before ? now : undefined;
    });
    const run = `${customer.label}-check-${number}`;
    const { steps } = await runs.untilRun(run, ({ state }) => state === 'finished');
    const message = await chat.untilMessage(conversation, (each) => {
      const words = wordsOf(each);
      return words.includes(run) && /changed|as exo left/.test(words);
    });
    const output = Object(steps[0]?.output);
    const findings: readonly { id: string }[] = output.findings ?? [];
    const hashes = findings.map(({ id }) => sha256(id));
    return {
      run,
      hashes,
      codes: hashes.map((hash) => hash.slice(0, 8)),
      words: wordsOf(message),
      message: message.id,
    };
  }

  /** Says it, and waits for the answer. */
  async function accept(words: string, by: Person): Promise<void> {
    const conversation = `19:${crypto.randomUUID()}@thread.tacv2`;
    await chat.say(by, `accept ${words}`, { conversation });
    await chat.untilMessage(conversation, () => true);
  }

  return { onboarded, check, accept, application };
}

/** What exo made in the tenant. */
function application(customer: Customer) {
  const [made] = customer.tenant.applications;
  if (!made) throw new Error('exo made nothing');
  return made;
}

interface Trust {
  readonly id: string;
  readonly subject: string;
}

const ISSUER = 'https://token.actions.githubusercontent.com';

/** The trusts of the application, all of them. */
export function trust(customer: Customer, trusts: readonly Trust[]): void {
  customer.tenant.federatedCredentials[application(customer).id] = trusts.map(({ id, subject }, index) => ({
    id,
    name: `deployment-${index}`,
    issuer: ISSUER,
    subject,
    audiences: ['api://AzureADTokenExchange'],
    description: null,
  }));
}

/** Two trusts of which exo says the same eight digits: whoever writes in the tenant chooses what a trust is about. */
export function collidingTrusts(): [Trust, Trust] {
  const seen = new Map<string, Trust>();
  for (let tried = 0; ; tried++) {
    const id = `7f31c0de-0000-4000-8000-00000000000${tried % 2}`;
    const one = { id, subject: `repo:them/x${tried}` };
    const hash = createHash('sha256').update(`${ISSUER}\n${one.subject}`).digest('base64url');
    const code = sha256(`federated-credential application ${id} ${hash}`).slice(0, 8);
    const other = seen.get(code);
    if (other && other.id !== id) return [other, one];
    seen.set(code, one);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
