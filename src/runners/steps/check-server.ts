import { StepFailure } from '../../contracts/errors.ts';
import { STEPS, type StepContext, type StepInput, type StepOutput } from '../../contracts/steps/index.ts';
import { callModule, LOCAL_TIMEOUT_MS } from './call.ts';
import { endpointsOf } from './endpoints.ts';
import type { RunnerStepTools } from './tools.ts';

/**
 * Looks whether a MID server is ready.
 * @throws StepFailure with the code of the first finding that blocks; message and advice name all that do
 */
export async function checkServer(
  { powershell }: RunnerStepTools,
  { cloud, ...input }: StepInput<'check-server'>,
  context: StepContext,
): Promise<StepOutput<'check-server'>> {
  await context.progress('checking the server');
  const output = await callModule(
    powershell,
    {
      name: 'check-server',
      input: { ...input, endpoint: endpointsOf(cloud) },
      output: STEPS['check-server'].output,
      timeoutMs: LOCAL_TIMEOUT_MS,
    },
    context,
  );
  const blocking = output.findings.filter(({ level }) => level === 'blocks');
  const [first] = blocking;
  if (!first) return output;
  throw new StepFailure({
    kind: 'person',
    code: first.code,
    message: blocking.map(({ message }) => message).join(' '),
    advice: onServer(blocking.map(({ advice }) => advice)),
  });
}

/** `On mid2, install ...` or `On mid2: 1) Install ... 2) Correct ...`; the engine knows the server's name. */
function onServer([first = '', ...others]: readonly string[]): string {
  if (others.length === 0) return `On {server}, ${first.charAt(0).toLowerCase()}${first.slice(1)}`;
  return `On {server}: ${[first, ...others].map((advice, index) => `${index + 1}) ${advice}`).join(' ')}`;
}
