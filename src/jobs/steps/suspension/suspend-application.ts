import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { switchSignIn } from '../entra/enterprise-application/sign-in-switch.ts';
import type { Tools } from '../entra/tools.ts';

/** Stops new tokens for our application, on an admin's word. */
export async function suspendApplication(
  input: StepInput<'suspend-application'>,
  tools: Tools,
): Promise<StepOutput<'suspend-application'>> {
  const changed = await switchSignIn('suspend-application', input, tools);
  return { changed, at: tools.now().toISOString() };
}
