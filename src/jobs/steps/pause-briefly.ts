import type { StepInput, StepOutput } from '../../contracts/steps/index.ts';
import type { Tools } from './entra/tools.ts';

/** Does nothing, for as long as nothing takes. */
export async function pauseBriefly(
  _input: StepInput<'pause-briefly'>,
  { signal }: Tools,
): Promise<StepOutput<'pause-briefly'>> {
  signal.throwIfAborted();
  return { paused: true };
}
