import { JON, MIA, SAM } from '../people.ts';
import { DEMO_TENANT_IDS } from '../standins/entra/demo-state.ts';
import type { ServicePrincipal, Tenant } from '../standins/entra/state/schema.ts';
import type { DemoSystem } from '../system/system.ts';
import { allWords, type Stage } from './actors.ts';
import { readHandOver } from './onboarding.ts';
import { type Proof, proveContract, thumbprintOf } from './proofs.ts';
import type { Scenario } from './scenarios.ts';

/** What the plays of one tenant's life share. */
interface Year {
  readonly system: DemoSystem;
  readonly stage: Stage;
  readonly patienceMs: number;
}

/**
 * The life of contoso after its first day: its certificate is renewed, somebody adds another one, it is suspended and resumed,
 * and it leaves.
 */
export async function playYear(system: DemoSystem, stage: Stage, { patienceMs }: Scenario): Promise<Proof[]> {
  const year = { system, stage, patienceMs };
  return [
    ...(await rotate(year)),
    ...(await drift(year)),
    ...(await suspend(year)),
    ...(await offboard(year)),
    await proveContract(system.entra),
  ];
}

async function rotate({ system, stage, patienceMs }: Year): Promise<Proof[]> {
  const before = await attached(system);
  const thread = await stage.say(MIA, 'rotate contoso');
  const renewed = await stage.seeButton(thread, 'ServiceNow uses it', patienceMs);
  const { thumbprint } = readHandOver(allWords(renewed));
  const beside = await attached(system);
  await stage.click(MIA, renewed, 'ServiceNow uses it');
  await stage.hear(thread, /the old one is erased/, patienceMs);
  const after = await attached(system);
  return [
    { what: 'the new certificate was attached beside the old one', ...holds(beside, [...before, thumbprint]) },
    { what: 'the new certificate alone is attached after the rotation', ...holds(after, [thumbprint]) },
  ];
}

async function drift({ system, stage, patienceMs }: Year): Promise<Proof[]> {
  const before = await stage.say(MIA, 'check contoso');
  await stage.seeCard(before, /contoso is as exo left it/, patienceMs);
  const [application] = (await contoso(system)).applications;
  await system.entra.addCertificate(application?.appId ?? '', 'backup-tool');
  const after = await stage.say(MIA, 'check contoso');
  const card = allWords(await stage.seeCard(after, /contoso changed/, patienceMs));
  const found = /A credential that exo did not add: .*backup-tool/.exec(card)?.[0];
  return [{ what: 'a certificate that somebody added is found', ok: found !== undefined, found: found ?? card }];
}

async function suspend({ system, stage, patienceMs }: Year): Promise<Proof[]> {
  const thread = await stage.say(MIA, 'suspend contoso');
  await stage.hear(thread, /do not have the right/, patienceMs);
  await stage.say(SAM, 'suspend contoso', thread);
  await stage.hear(thread, /contoso is suspended/, patienceMs);
  const suspended = await signInAllowed(system);
  await stage.say(SAM, 'resume contoso', thread);
  await stage.hear(thread, /contoso is resumed/, patienceMs);
  const resumed = await signInAllowed(system);
  return [
    { what: 'suspended, the application gets no tokens', ok: suspended === 'no', found: suspended },
    { what: 'resumed, it gets tokens again', ok: resumed === 'yes', found: resumed },
  ];
}

async function offboard({ system, stage, patienceMs }: Year): Promise<Proof[]> {
  const principals = new Set(oursIn(await contoso(system)).map(({ id }) => id));
  const thread = await stage.say(MIA, 'offboard contoso');
  await stage.approve(JON, await stage.seeButton(thread, 'Decline', patienceMs));
  await stage.hear(thread, /contoso is offboarded/, patienceMs);
  const left = await contoso(system);
  const found = {
    applications: left.applications.length,
    principals: left.servicePrincipals.filter(({ id }) => principals.has(id)).length,
    permissions: left.appRoleAssignments.filter(({ principalId }) => principals.has(principalId)).length,
    roles: left.roleAssignments.filter(({ principalId }) => principals.has(principalId)).length,
    exchange: left.exchange.servicePrincipals.length,
  };
  const ok = principals.size === 1 && Object.values(found).every((number) => number === 0);
  return [{ what: 'offboarded, nothing of exo is left in the tenant', ok, found: JSON.stringify(found) }];
}

const contoso = (system: DemoSystem) => system.entra.tenant(DEMO_TENANT_IDS.contoso);

async function attached(system: DemoSystem): Promise<string[]> {
  const { applications } = await contoso(system);
  return applications.flatMap(({ keyCredentials }) => keyCredentials.map(({ key }) => thumbprintOf(key)));
}

function holds(found: readonly string[], wanted: readonly (string | undefined)[]): Pick<Proof, 'ok' | 'found'> {
  const ok = new Set<string | undefined>(found).symmetricDifference(new Set(wanted)).size === 0;
  return { ok, found: found.join(', ') || 'none' };
}

async function signInAllowed(system: DemoSystem): Promise<'yes' | 'no'> {
  const ours = oursIn(await contoso(system));
  return ours.length > 0 && ours.every(({ accountEnabled }) => accountEnabled) ? 'yes' : 'no';
}

/** The enterprise applications of what was registered in the tenant. */
function oursIn({ servicePrincipals, applications }: Tenant): ServicePrincipal[] {
  return servicePrincipals.filter(({ appId }) => applications.some((each) => each.appId === appId));
}
