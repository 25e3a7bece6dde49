import type { RunView } from '../../src/bot/cards/run/view.ts';
import type { Run, RunRequest } from '../../src/runs/run.ts';
import { askAgain } from './earlier.ts';
import { RunDriver } from './run-driver.ts';
import { JON, MIA, makeRequest } from './run-request.ts';
import { IN_PLACE } from './step-outputs.ts';

/** A place in the life of a run. */
export type Stage =
  | 'asked'
  | 'working'
  | 'approval'
  | 'approved'
  | 'lag'
  | 'needs-person'
  | 'expired'
  | 'finished'
  | 'unchanged'
  | 'declined'
  | 'cancelled'
  | 'consent'
  | 'plan-working'
  | 'plan-finished';

const MINUTE = 60_000;

type Changes = Partial<RunRequest> & { serverCount?: number };

type Make = (changes: Changes) => RunDriver;

const approval: Make = (changes) => {
  const driver = new RunDriver(makeRequest(changes));
  driver.finishAll();
  return driver;
};

const approved: Make = (changes) => {
  const driver = approval(changes);
  driver.now += 7 * MINUTE;
  driver.decideApproval('approve');
  return driver;
};

const STAGES: Readonly<Record<Stage, Make>> = {
  /** Just asked for: everything waits, the checks are dispatched. */
  asked: (changes) => new RunDriver(makeRequest(changes)),
  /** The application exists and the certificate is made; one MID server is still being checked. */
  working: (changes) => {
    const driver = new RunDriver(makeRequest(changes));
    driver.finishAll(['check-server@mid2']);
    return driver;
  },
  /** Nothing goes on without an approver. */
  approval,
  approved,
  /** The role is assigned, Exchange does not know it yet. */
  lag: (changes) => {
    const driver = approved(changes);
    driver.finishAll(['register-in-exchange']);
    for (let attempt = 1; attempt <= 3; attempt++) {
      driver.fail('register-in-exchange', {
        kind: 'transient',
        code: 'role-not-propagated',
        message: 'The role Compliance Administrator is assigned but Exchange does not know it yet.',
        advice: 'Usual for a new role, up to 1 hour.',
        retryAfterMs: 5 * MINUTE,
        budgetMs: 120 * MINUTE,
      });
      if (attempt < 3) driver.now += 5 * MINUTE;
    }
    return driver;
  },
  /** mid2 cannot be proved before somebody updates a module there; everything else is through. */
  'needs-person': (changes) => {
    const driver = approved(changes);
    driver.finishAll(['verify-connection@mid2']);
    driver.start('verify-connection@mid2');
    driver.fail('verify-connection@mid2', {
      kind: 'person',
      code: 'module-too-old',
      message: 'mid2 has ExchangeOnlineManagement 3.1.0, 3.2.0 or newer is needed',
      advice:
        'On mid2, as administrator: Install-Module ExchangeOnlineManagement -MinimumVersion 3.10.1 -Scope AllUsers',
      detail: "The term 'Connect-IPPSSession -CertificateThumbprint' is not recognized.",
      requestId: '6f1c2b52-0000-4000-8000-00000000abcd',
      link: 'https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2',
    });
    return driver;
  },
  expired: (changes) => {
    const driver = approval(changes);
    driver.now = driver.run.gate?.until ?? driver.now;
    driver.apply({ type: 'deadline-passed', name: 'approval' });
    return driver;
  },
  finished: (changes) => {
    const driver = approved(changes);
    driver.now += MINUTE;
    driver.finishAll();
    return driver;
  },
  /** A second onboarding of a tenant that has everything. */
  unchanged: (changes) => {
    const driver = new RunDriver(askAgain(changes), IN_PLACE);
    driver.complete();
    return driver;
  },
  declined: (changes) => {
    const driver = approval(changes);
    driver.decideApproval('decline', JON);
    return driver;
  },
  cancelled: (changes) => {
    const driver = approval(changes);
    driver.apply({ type: 'cancel', by: MIA });
    return driver;
  },
  /** Link mode: the customer's administrator has not consented yet. */
  consent: (changes) => {
    const driver = new RunDriver(makeRequest({ mode: 'link', redirectUri: 'https://exo.example/consent', ...changes }));
    driver.finishAll(['await-consent']);
    driver.decideApproval('approve');
    driver.finishAll(['await-consent']);
    driver.start('await-consent');
    driver.fail('await-consent', {
      kind: 'transient',
      code: 'consent-pending',
      message: 'An administrator of the tenant has not done everything yet that only they may do.',
      advice: 'Still missing: consent to Mail.ReadWrite.',
      retryAfterMs: 15_000,
      budgetMs: 72 * 60 * MINUTE,
    });
    return driver;
  },
  'plan-working': (changes) => new RunDriver(makeRequest({ kind: 'plan', ...changes })),
  'plan-finished': (changes) => {
    const driver = new RunDriver(makeRequest({ kind: 'plan', ...changes }));
    driver.finishAll();
    return driver;
  },
};

export const ALL_STAGES: readonly Stage[] = Object.keys(STAGES).filter(isStage);

function isStage(name: string): name is Stage {
  return name in STAGES;
}

/** A run as the real rules bring it about, with the driver to go on from there. */
export function driverAt(stage: Stage, changes: Changes = {}): RunDriver {
  return STAGES[stage](changes);
}

export function runAt(stage: Stage, changes: Changes = {}): Run {
  return driverAt(stage, changes).run;
}

/** What the card of a driver's run is drawn with: its own time and journal, in UTC. */
export function viewOf(driver: RunDriver, changes: Partial<RunView> = {}): RunView {
  return {
    now: driver.now,
    timeZone: 'UTC',
    approvers: ['Jon Berg', 'Ana Ruiz'],
    absentServers: [],
    journal: driver.journal,
    ...changes,
  };
}
