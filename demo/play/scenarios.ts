import type { Lag } from '../standins/entra/state/store.ts';
import { installModule, OLD_MODULE } from '../system/mid-server.ts';
import type { DemoSystem } from '../system/system.ts';

export type ScenarioName = 'plain' | 'lag' | 'trouble' | 'step-up' | 'year';

/** What is different from a day when all goes well. */
export interface Scenario {
  /** One sentence for the newcomer; none for the plain day. */
  readonly notice?: string;
  readonly lag?: Partial<Lag>;
  /** Done when everything runs, before anybody speaks. */
  readonly prepare?: (system: DemoSystem) => Promise<void>;
  /** True when an approver must sign in: a click approves nothing. */
  readonly stepUp?: boolean;
  /** True when the waits of a rotation last seconds, and the headless play goes on to the end of a tenant's life. */
  readonly quickYear?: boolean;
  /** True when mid2 fails until it is repaired. */
  readonly failsOnMid2: boolean;
  /** How long the headless play waits for a run, ms. */
  readonly patienceMs: number;
}

export const SCENARIOS: Readonly<Record<ScenarioName, Scenario>> = {
  plain: { failsOnMid2: false, patienceMs: 120_000 },
  lag: {
    notice: 'Entra is slow to know new objects (seconds), and Exchange learns of the role after a minute.',
    lag: {
      applicationMs: 4000,
      servicePrincipalMs: 4000,
      grantMs: 5000,
      roleMs: 3000,
      keyMs: 5000,
      roleToExchangeMs: 60_000,
    },
    failsOnMid2: false,
    patienceMs: 420_000,
  },
  trouble: {
    notice:
      'Graph throttles the first requests, and mid2 has a module that is too old. "repair mid2" here, then Retry.',
    prepare: async (system) => {
      await system.entra.set({ throttle: 3, retryAfterSeconds: 8 });
      installModule(system.serverFolder('mid2'), OLD_MODULE);
    },
    failsOnMid2: true,
    patienceMs: 240_000,
  },
  'step-up': {
    notice:
      'Approvers sign in: "jon approve" here opens the page behind the button and signs Jon in. Or click it yourself.',
    stepUp: true,
    failsOnMid2: false,
    patienceMs: 120_000,
  },
  year: {
    notice: 'The waits of a rotation last seconds here: try rotate, and as Sam suspend, resume and offboard.',
    quickYear: true,
    failsOnMid2: false,
    patienceMs: 180_000,
  },
};
