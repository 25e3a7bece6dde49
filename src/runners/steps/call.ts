import type { z } from 'zod';
import { StepFailure } from '../../contracts/errors.ts';
import type { StepContext } from '../../contracts/steps/index.ts';
import type { PowerShellHost } from '../powershell/host.ts';

const MINUTE = 60_000;
/** Windows answers in seconds; the time is for a server under load. */
export const LOCAL_TIMEOUT_MS = 3 * MINUTE;
/** Loading the Exchange module, signing in and opening a session may take minutes. */
export const EXCHANGE_TIMEOUT_MS = 6 * MINUTE;

export interface Operation<S extends z.ZodType> {
  readonly name: string;
  readonly input: unknown;
  readonly output: S;
  readonly timeoutMs: number;
  readonly secret?: unknown;
}

/**
 * Runs an operation of the PowerShell module and checks the shape of its answer.
 * @throws StepFailure
 */
export async function callModule<S extends z.ZodType>(
  powershell: PowerShellHost,
  operation: Operation<S>,
  context: Pick<StepContext, 'signal' | 'progress'>,
): Promise<z.infer<S>> {
  const answer = await powershell.run({
    operation: operation.name,
    input: operation.input,
    secret: operation.secret,
    timeoutMs: operation.timeoutMs,
    signal: context.signal,
    onProgress: (note) => context.progress(note),
  });
  const result = operation.output.safeParse(answer);
  if (result.success) return result.data;
  throw new StepFailure({
    kind: 'ours',
    code: 'powershell-bad-result',
    message: `The PowerShell module answered ${operation.name} in a form that this runner does not know.`,
    advice: 'Install {worker} again, so that its module and its program are of one version, then Retry.',
    // Names and kinds only: an answer may hold what must not be shown.
    detail: result.error.issues.map(({ path, code }) => `${path.join('.')}: ${code}`).join(', '),
  });
}
