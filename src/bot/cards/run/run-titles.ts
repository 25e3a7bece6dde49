import type { Run, RunRequest } from '../../../runs/run.ts';
import { SIGNS } from '../icons.ts';
import { checkedTitle } from './kinds/drift.ts';
import { waitsForSwitch } from './kinds/rotation.ts';

type Kind = RunRequest['kind'];

/** What a run is called while it works, when it needs somebody, and when it is done. */
interface Titles {
  readonly working: (label: string) => string;
  readonly needs: (label: string) => string;
  readonly finished: (label: string) => string;
}

const TITLES: Readonly<Record<Kind, Titles>> = {
  onboard: {
    working: (label) => `Onboarding ${label}`,
    needs: (label) => `${label} needs you`,
    finished: (label) => `${SIGNS.done.icon} ${label} is ready`,
  },
  plan: {
    working: (label) => `Plan for ${label}`,
    needs: (label) => `${label} needs you`,
    finished: (label) => `${SIGNS.done.icon} Plan for ${label}`,
  },
  rotate: {
    working: (label) => `Rotating ${label}`,
    needs: (label) => `${label} needs you`,
    finished: (label) => `${SIGNS.done.icon} ${label} uses the new certificate everywhere`,
  },
  check: {
    working: (label) => `Checking ${label}`,
    needs: (label) => `${label} could not be checked`,
    finished: (label) => `${label} is checked`,
  },
  suspend: {
    working: (label) => `Suspending ${label}`,
    needs: (label) => `${label} is NOT suspended yet`,
    finished: (label) => `${SIGNS.stopped.icon} ${label} is suspended`,
  },
  offboard: {
    working: (label) => `Offboarding ${label}`,
    needs: (label) => `${label} is not offboarded yet`,
    finished: (label) => `${SIGNS.stopped.icon} ${label} is offboarded`,
  },
  resume: {
    working: (label) => `Resuming ${label}`,
    needs: (label) => `${label} is not resumed yet`,
    finished: (label) => `${SIGNS.done.icon} ${label} is resumed`,
  },
};

export function workingTitle(kind: Kind, label: string): string {
  return TITLES[kind].working(label);
}

/** The title of the run card: with icon and word as soon as it is over or needs somebody. */
export function titleOf(run: Run): string {
  const { state, request } = run;
  const { kind, tenant } = request;
  const { label } = tenant;
  const titles = TITLES[kind];
  switch (state) {
    case 'working':
    case 'waiting-approval':
      return waitsForSwitch(run) ? `Time to renew: ${label}` : titles.working(label);
    case 'needs-person':
      return `${SIGNS.failed.icon} ${titles.needs(label)}`;
    case 'finished':
      return kind === 'check' ? checkedTitle(run) : titles.finished(label);
    case 'declined':
      return `${SIGNS.stopped.icon} ${label}: declined`;
    case 'cancelled':
      return `${SIGNS.stopped.icon} ${label}: cancelled`;
  }
}
