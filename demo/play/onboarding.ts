import type { BotMessage } from '../chat/messages.ts';
import { ANA, EVE, JON, KIM, LEE, MIA } from '../people.ts';
import { DEMO_TENANT_IDS } from '../standins/entra/demo-state.ts';
import { GOOD_MODULE, installModule, MID_ACCOUNT } from '../system/mid-server.ts';
import type { DemoSystem } from '../system/system.ts';
import { allWords, type Stage } from './actors.ts';
import {
  type HandedOver,
  type Proof,
  proveContract,
  proveNothingGranted,
  proveNoWrite,
  proveTenant,
} from './proofs.ts';
import type { Scenario } from './scenarios.ts';

const READY = /contoso is ready/;
const TENANT = DEMO_TENANT_IDS.contoso;

/** The onboarding as it goes when all is well, with everybody who may not approve trying first. */
export async function playOnboarding(
  system: DemoSystem,
  stage: Stage,
  { patienceMs, failsOnMid2, stepUp = false }: Scenario,
): Promise<Proof[]> {
  const { entra } = system;
  const thread = await stage.say(MIA, 'onboard contoso');
  await stage.say(KIM, 'status', thread);
  await stage.hear(thread, /do not have the right/);
  const request = await stage.seeButton(thread, 'Decline', patienceMs);

  const refusals: Proof[] = [];
  for (const person of [EVE, KIM, LEE, MIA]) {
    const { approved, said } = await stage.approve(person, request);
    refusals.push({ what: `${person.name} cannot approve`, ok: !approved, found: said });
  }
  const untouched = proveNothingGranted(await entra.tenant(TENANT));

  await stage.approve(JON, request);
  const decided = await tooLate(stage, request, stepUp);
  if (failsOnMid2) {
    const failure = await stage.seeButton(thread, 'Retry mid2', patienceMs);
    installModule(system.serverFolder('mid2'), GOOD_MODULE);
    await stage.click(MIA, failure, 'Retry mid2');
  }
  const done = await stage.seeCard(thread, READY, patienceMs);
  const handedOver = readHandOver(allWords(done));
  const tenant = proveTenant(await entra.tenant(TENANT), handedOver, MID_ACCOUNT);
  return [...refusals, untouched, decided, ...tenant, await proveContract(entra)];
}

async function tooLate(stage: Stage, request: BotMessage, stepUp: boolean): Promise<Proof> {
  if (stepUp) {
    const { approved, said } = await stage.approve(ANA, request);
    return { what: `${ANA.name}, too late, finds nothing to approve`, ok: !approved, found: said };
  }
  const { kind } = await stage.clickLate(ANA, request, 'Approve');
  return { what: `${ANA.name}, too late, sees the decided card`, ok: kind === 'card', found: kind };
}

/** Asked again, the bot finds everything in place. */
export async function playAgain(system: DemoSystem, stage: Stage, { patienceMs }: Scenario): Promise<Proof[]> {
  await system.entra.clearLog();
  const thread = await stage.say(MIA, 'onboard contoso');
  const done = await stage.seeCard(thread, READY, patienceMs);
  const noWrite = await proveNoWrite(system.entra);
  const handedOver = readHandOver(allWords(done));
  const tenant = proveTenant(await system.entra.tenant(TENANT), handedOver, MID_ACCOUNT);
  await stage.say(LEE, 'status', thread);
  await stage.seeCard(thread, /1 ready/);
  return [{ ...noWrite, what: `second time: ${noWrite.what}` }, ...tenant.filter(({ ok }) => !ok)];
}

/** Whoever asks does not approve, approver or not; and what is declined is not done. */
export async function playDeclined(system: DemoSystem, stage: Stage, { patienceMs }: Scenario): Promise<Proof[]> {
  const thread = await stage.say(MIA, 'help');
  await stage.say(ANA, 'onboard adatum', thread);
  const request = await stage.seeButton(thread, 'Decline', patienceMs);
  const own = await stage.approve(ANA, request);
  await stage.click(JON, request, 'Decline');
  await stage.seeCard(thread, /Declined by Jon Berg/, patienceMs);
  const nothing = proveNothingGranted(await system.entra.tenant(DEMO_TENANT_IDS.adatum));
  return [
    { what: `${ANA.name} cannot approve what she asked for`, ok: !own.approved, found: own.said },
    { ...nothing, what: 'nothing granted after the refusal' },
  ];
}

/** What the hand-over card says, for comparing it with the directory. */
export function readHandOver(words: string): HandedOver {
  return {
    appId:
      /Application ID\s+([0-9a-f-]{36})/i.exec(words)?.[1] ??
      /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/.exec(words)?.[0],
    thumbprint: /\b[0-9A-F]{40}\b/.exec(words)?.[0],
  };
}
