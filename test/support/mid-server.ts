import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readSettings } from '../../demo/standins/powershell/settings.ts';
import { type RunnerRecord, signRunnerRecord, verifyRunnerRecord } from '../../src/contracts/fleet/runner-record.ts';
import type { StepContext, StepInput } from '../../src/contracts/steps/index.ts';
import type { PublicJwk } from '../../src/contracts/trust/keys.ts';
import { createSealingKey, publicSealingKey, seal, unseal } from '../../src/contracts/trust/sealing.ts';
import { createSigningKey, publicSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import { createPowerShellHost } from '../../src/runners/powershell/host.ts';
import { createRunnerSteps, type RunnerSteps } from '../../src/runners/steps/index.ts';
import { acceptedRecord } from './accepted-record.ts';
import { asBuilt, ROOT } from './built/programs.ts';
import { createInProcessPowerShell } from './in-process-powershell.ts';
import { jobRef } from './job-ref.ts';

export const STAND_IN_POWERSHELL = asBuilt(join(ROOT, 'demo', 'standins', 'powershell', 'powershell.ts'));

/** A MID server with the steps of its two runners, real but for powershell.exe. */
export interface MidServer {
  readonly folder: string;
  readonly elevated: RunnerSteps;
  readonly connect: RunnerSteps;
  /** The elevated runner's key to seal for. */
  readonly sealKey: PublicJwk;
  /** Its elevated runner as a job names it to share the certificate with. @param signer instead of the orchestrator */
  asRecipient(
    changes?: Partial<RunnerRecord>,
    signer?: SigningJwk,
  ): Promise<StepInput<'share-certificate'>['recipient']>;
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

/** Signs the records of runners where no engine does. */
const TEST_ORCHESTRATOR = await createSigningKey();

export interface MidServerOptions {
  /** Whose signed records its runners believe. */
  readonly orchestrator?: SigningJwk;
  /** Starts no process for a step. */
  readonly inProcess?: boolean;
}

export async function createMidServer(
  name: string,
  entraUrl: string,
  { orchestrator = TEST_ORCHESTRATOR, inProcess = false }: MidServerOptions = {},
): Promise<MidServer> {
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
      powershell: inProcess
        ? createInProcessPowerShell(readSettings(standIn), logger)
        : createPowerShellHost({ executable: STAND_IN_POWERSHELL, logger, env: { ...process.env, ...standIn } }),
      seal: (recipient, content, about) => {
        sealed.push(content);
        return seal(content, recipient, about);
      },
      openRecord: (statement) => verifyRunnerRecord(statement, [publicSigningKey(orchestrator)]),
      unseal: (content, about) => unseal(content, key, about),
    });
  };
  return {
    folder,
    elevated: stepsOf(ELEVATED_ACCOUNT),
    connect: stepsOf(MID_ACCOUNT),
    sealKey: publicSealingKey(key),
    async asRecipient(changes = {}, signer = orchestrator) {
      const record = await acceptedRecord(`${name}-elevated`, { sealKey: publicSealingKey(key), ...changes });
      return { runner: record.id, generation: record.generation, record: await signRunnerRecord(record, signer) };
    },
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
