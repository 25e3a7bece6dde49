import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { type AttackChat, buttonOf, wordsOf } from '../../attacks/world/chat.ts';
import type { CustomerSeat } from '../../attacks/world/landscape.ts';
import { jon, mia } from '../../attacks/world/people.ts';
import type { createRuns, SeenRun } from '../../attacks/world/runs.ts';
import { until } from '../until.ts';
import type { startMicrosoft } from './microsoft.ts';

/**
 * An onboarding in link mode: the approver approves, the customer's administrator consents on Microsoft's page, comes back to exo's
 * and assigns the role.
 * @param address of the bot
 * @returns the run, which is finished
 */
export async function consentAsCustomer(options: {
  readonly customer: CustomerSeat;
  readonly runs: ReturnType<typeof createRuns>;
  readonly chat: AttackChat;
  readonly microsoft: Awaited<ReturnType<typeof startMicrosoft>>;
  readonly address: string;
}): Promise<string> {
  const { customer, runs, chat, microsoft, address } = options;
  const conversation = runs.placeOf(customer);
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), readFileSync(microsoft.caPath, 'utf8')]);
  const id = await runs.onboard(customer);
  await runs.untilAsked(customer);
  await runs.decide(customer, 'approve', jon);
  const page = await until(
    () =>
      /https:[^"\s\\]+adminconsent[^"\s\\]+/.exec(JSON.stringify(chat.in(conversation).map(({ card }) => card)))?.[0],
    () => chat.in(conversation).map(wordsOf).join('\n'),
  );
  const body = new URLSearchParams({ decision: 'accept' });
  const decided = await fetch(page, { method: 'POST', body, redirect: 'manual' });
  const back = new URL(decided.headers.get('location') ?? '');
  const thanks = await fetch(`${address}${back.pathname}${back.search}`);
  if (!thanks.ok) throw new Error(`The page of exo answered ${thanks.status}: ${await thanks.text()}`);
  const registered = (await runs.look(id))?.steps.find((step) => step.id === 'register-application')?.output;
  const appId = typeof registered === 'object' && registered && 'appId' in registered ? registered.appId : undefined;
  const role = JSON.stringify({ tenant: customer.id, appId });
  await fetch(new URL('/portal/role', microsoft.entra.address), { method: 'POST', body: role });
  const ended = await until(
    async () => checkNow(await runs.look(id)),
    async () => JSON.stringify((await runs.look(id))?.steps.map((step) => [step.id, step.state, step.error?.code])),
    90_000,
  );
  return ended.id;

  /** As "Check now" on the card does. */
  async function checkNow(run: SeenRun | undefined): Promise<SeenRun | undefined> {
    if (run?.state === 'finished') return run;
    const card = chat.in(conversation).find((each) => wordsOf(each).includes('Check now'));
    const data = buttonOf(card?.card, 'retry');
    if (card && data) await chat.click(mia, { verb: 'retry', data, messageId: card.id }, { conversation });
    return undefined;
  }
}
