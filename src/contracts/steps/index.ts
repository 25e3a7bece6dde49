import type { z } from 'zod';
import * as cloud from './cloud.ts';
import * as runner from './runner.ts';

/** Every step that somebody executes: its name, who executes it, what goes in and out. */
export const STEPS = {
  'check-tenant': { by: 'cloud', ...cloud.checkTenant },
  'preview-changes': { by: 'cloud', ...cloud.previewChanges },
  'register-application': { by: 'cloud', ...cloud.registerApplication },
  'create-enterprise-application': { by: 'cloud', ...cloud.createEnterpriseApplication },
  'adopt-application': { by: 'cloud', ...cloud.adoptApplication },
  'grant-consent': { by: 'cloud', ...cloud.grantConsent },
  'await-consent': { by: 'cloud', ...cloud.awaitConsent },
  'assign-role': { by: 'cloud', ...cloud.assignRole },
  'attach-certificate': { by: 'cloud', ...cloud.attachCertificate },
  'check-server': { by: 'elevated', ...runner.checkServer },
  'create-certificate': { by: 'elevated', ...runner.createCertificate },
  'share-certificate': { by: 'elevated', ...runner.shareCertificate },
  'import-certificate': { by: 'elevated', ...runner.importCertificate },
  'grant-key-access': { by: 'elevated', ...runner.grantKeyAccess },
  'register-in-exchange': { by: 'connect', ...runner.registerInExchange },
  'verify-connection': { by: 'connect', ...runner.verifyConnection },
} as const;

export type StepName = keyof typeof STEPS;

export function isStepName(name: string): name is StepName {
  return Object.hasOwn(STEPS, name);
}

export type StepInput<N extends StepName> = z.infer<(typeof STEPS)[N]['input']>;
export type StepOutput<N extends StepName> = z.infer<(typeof STEPS)[N]['output']>;

export type CloudStepName = { [N in StepName]: (typeof STEPS)[N]['by'] extends 'cloud' ? N : never }[StepName];
export type RunnerStepName = Exclude<StepName, CloudStepName>;
/** What a runner may do on its MID server. */
export type Capability = Exclude<(typeof STEPS)[StepName]['by'], 'cloud'>;

/** Which attempt a worker executes: what a privileged write is checked against. */
export interface JobRef {
  readonly run: string;
  /** Id of the step in the run's plan. */
  readonly step: string;
  readonly attempt: number;
  /** Id of the job, `jti` of its claims. */
  readonly id: string;
}

/** What a step's code is handed besides its input. */
export interface StepContext {
  readonly job: JobRef;
  /** Fires on cancel, shutdown and deadline. */
  readonly signal: AbortSignal;
  /** One short sentence for the card, e.g. `waiting for the application to appear`. */
  progress(note: string): Promise<void>;
}
