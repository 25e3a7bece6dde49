import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import type { PublicJwk } from '../../src/contracts/keys.ts';
import { createSealingKey, publicSealingKey, seal, unseal } from '../../src/contracts/sealing.ts';
import type { StepContext } from '../../src/contracts/steps/index.ts';
import { createPowerShellHost } from '../../src/runners/powershell/host.ts';
import { createRunnerSteps, type RunnerSteps } from '../../src/runners/steps/index.ts';
import { jobRef } from './job-ref.ts';

export const STAND_IN_POWERSHELL = join(
  import.meta.dirname,
  '..',
  '..',
  'demo',
  'standins',
  'powershell',
  'powershell.ts',
);

/** A MID server with the steps of its two runners, real but for powershell.exe. */
export interface MidServer {
  readonly folder: string;
  readonly elevated: RunnerSteps;
  readonly connect: RunnerSteps;
  /** The elevated runner's key to seal for. */
  readonly sealKey: PublicJwk;
  /** What the steps sealed, in clear. */
  readonly sealed: string[];
  /** What the steps logged. */
  readonly logs: string[];
  /** What the steps put on the card. */
  readonly notes: string[];
  readonly context: StepContext;
}

export const MID_ACCOUNT = 'CORP\\svc-mid';
export const ELEVATED_ACCOUNT = 'CORP\\svc-exo-elevated';

export async function createMidServer(name: string, entraUrl: string): Promise<MidServer> {
  const folder = mkdtempSync(join(tmpdir(), `exo-${name}-`));
  const key = await createSealingKey();
  const sealed: string[] = [];
  const logs: string[] = [];
  const notes: string[] = [];
  const logger = pino({ level: 'trace' }, { write: (line: string) => void logs.push(line) });
  const stepsOf = (account: string) => {
    const standIn = {
      EXO_STANDIN_STATE: folder,
      EXO_STANDIN_SERVER: name,
      EXO_STANDIN_ACCOUNT: account,
      EXO_STANDIN_URL: entraUrl,
    };
    return createRunnerSteps({
      powershell: createPowerShellHost({
        executable: STAND_IN_POWERSHELL,
        logger,
        env: { ...process.env, ...standIn },
      }),
      seal: (recipient, content, about) => {
        sealed.push(content);
        return seal(content, recipient, about);
      },
      unseal: (content, about) => unseal(content, key, about),
    });
  };
  return {
    folder,
    elevated: stepsOf(ELEVATED_ACCOUNT),
    connect: stepsOf(MID_ACCOUNT),
    sealKey: publicSealingKey(key),
    sealed,
    logs,
    notes,
    context: {
      job: jobRef(),
      signal: new AbortController().signal,
      progress: async (note) => {
        notes.push(note);
      },
    },
  };
}
