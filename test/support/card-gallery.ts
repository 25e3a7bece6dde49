import {
  acceptCard,
  approvalCard,
  cancelledAllCard,
  dueCard,
  groupCard,
  type OpenGate,
  runCard,
  statusCard,
} from '../../src/bot/cards/index.ts';
import type { Card } from '../../src/bot/chat/card.ts';
import type { TenantFilter } from '../../src/bot/chat/tenant-filter.ts';
import type { Drift } from '../../src/contracts/steps/cloud/drift.ts';
import type { RunRequest } from '../../src/runs/run.ts';
import { askedGroup, groupView, stoppedGroup } from './group-cards.ts';
import { ROTATION, rotating } from './rotation.ts';
import { RunDriver, START } from './run-driver.ts';
import { JON, MIA, makeRequest, SAM } from './run-request.ts';
import { ALL_STAGES, driverAt, viewOf } from './runs.ts';
import { FRESH, IN_PLACE, THUMBPRINT } from './step-outputs.ts';
import { statusOf } from './tenants.ts';

const DAY = 86_400_000;
const CLOCK = { now: START, timeZone: 'UTC' };

const standing = {
  organization: 'contoso.onmicrosoft.com',
  appId: FRESH['find-application'].appId,
  thumbprint: THUMBPRINT,
};

function cardOf(driver: RunDriver): Card {
  return runCard(driver.run, viewOf(driver));
}

function listOf(filter: TenantFilter, total: number, tenants = total): Card {
  return statusCard(statusOf(tenants, { filter: { filter, total, person: MIA.name } }));
}

function due(): Card {
  const tenant = (label: string, run?: string) => ({ label, endsAt: START + 60 * DAY, at: START + 5 * DAY, run });
  const tenants = [tenant('contoso'), tenant('adatum', 'adatum-rotate-2'), tenant('wingtip')];
  return dueCard(tenants, START + 30 * DAY, true, CLOCK);
}

/** A rotation after somebody said that ServiceNow uses the new certificate, up to a step. */
function switched(until: string): RunDriver {
  const driver = rotating();
  driver.apply({ type: 'switch-confirmed', by: MIA });
  driver.finishAll([until]);
  if (driver.active().includes(until)) driver.start(until);
  return driver;
}

function watching(): RunDriver {
  const driver = switched('watch-use');
  driver.fail('watch-use', {
    kind: 'transient',
    code: 'old-certificate-watched',
    message: 'mid2 used the old certificate on 24 Nov 2026 12:31 UTC.',
    advice: 'Enter the new one in ServiceNow for mid2.',
    retryAfterMs: DAY / 4,
    budgetMs: 400 * DAY,
  });
  return driver;
}

function putBack(): RunDriver {
  const driver = switched('watch-retired');
  driver.fail('watch-retired', {
    kind: 'person',
    code: 'old-certificate-restored',
    message: 'mid2 tried the old certificate on 24 Nov 2026 14:40 UTC and was refused, so it was put back.',
    advice: 'Enter the new one in ServiceNow for mid2, then click "ServiceNow uses it" again.',
  });
  return driver;
}

function reminded(): RunDriver {
  const driver = rotating();
  driver.now = ROTATION.endsAt - 14 * DAY;
  driver.apply({ type: 'deadline-passed', name: 'reminder' });
  return driver;
}

const FOUND: readonly Drift[] = [
  {
    kind: 'credential',
    id: 'certificate application 1',
    grave: true,
    text: 'A credential that exo did not add: certificate "backup-tool", valid until 2027-12-03, on the application "ServiceNow SecOps EXO CBA", added by "admin@contoso.com" on 2026-11-23 at 22:41 UTC. Whoever holds it can read all mail of the tenant.',
    advice: 'Suspend the tenant unless you know this credential.',
    mendable: false,
  },
  {
    kind: 'role-missing',
    id: 'role-missing',
    grave: false,
    text: 'The role Compliance Administrator was taken from the application.',
    advice: 'Mend it.',
    mendable: true,
  },
];

function checked(findings: readonly Drift[]): RunDriver {
  const driver = new RunDriver(makeRequest({ kind: 'check', servers: [], standing }));
  driver.start('check-drift');
  driver.finish('check-drift', { findings, at: '2026-11-24T14:32:00.000Z' });
  return driver;
}

function through(changes: Partial<RunRequest>): RunDriver {
  const driver = new RunDriver(makeRequest({ requester: { id: SAM.id, name: SAM.name }, ...changes }));
  driver.complete();
  return driver;
}

function offboarding(): RunDriver {
  const driver = new RunDriver(makeRequest({ kind: 'offboard', standing, absent: ['mid2'] }), IN_PLACE);
  driver.finishAll();
  return driver;
}

function askedFor(driver: RunDriver): Card {
  const { gate } = driver.run;
  if (!gate?.subject) throw new Error('nothing to approve');
  const open: OpenGate = { ...gate, subject: gate.subject };
  return approvalCard(driver.run, open, viewOf(driver));
}

function offboarded(): RunDriver {
  const driver = offboarding();
  driver.decideApproval('approve', JON);
  driver.finishAll();
  return driver;
}

/** Every kind of card that people see, by the name of its picture. */
export const CARD_GALLERY: Readonly<Record<string, () => Card>> = {
  ...Object.fromEntries(ALL_STAGES.map((stage) => [`run-${stage}`, () => cardOf(driverAt(stage))])),
  approval: () => askedFor(driverAt('approval')),
  'cancelled-all': () =>
    cancelledAllCard({
      stopped: [driverAt('working').run, driverAt('lag').run],
      suspending: [],
      left: [],
      more: 0,
    }),
  'status-overview': () => statusCard(statusOf(7)),
  'status-needs': () => listOf({ show: 'needs' }, 2),
  'status-expiring': () => listOf({ show: 'expiring', days: 90 }, 3, 7),
  'status-on-a-server': () => listOf({ show: 'all', server: 'mid1' }, 7),
  'group-approval': () => groupCard(askedGroup()),
  'group-stopped': () => groupCard(stoppedGroup()),
  'group-check': () => groupCard(groupView(8, 'check')),
  'rotate-due': due,
  'rotation-asked': () => cardOf(rotating()),
  'rotation-reminded': () => cardOf(reminded()),
  'rotation-watching': () => cardOf(watching()),
  'rotation-put-back': () => cardOf(putBack()),
  'rotation-finished': () => cardOf(switched('nothing is left')),
  'check-unchanged': () => cardOf(checked([])),
  'check-changed': () => cardOf(checked(FOUND)),
  'check-accept': () => acceptCard(checked(FOUND).run),
  suspended: () => cardOf(through({ kind: 'suspend', servers: [] })),
  resumed: () => cardOf(through({ kind: 'resume', suspended: { run: 'contoso-suspend-1', wasEnabled: true } })),
  'offboard-approval': () => askedFor(offboarding()),
  offboarded: () => cardOf(offboarded()),
};
