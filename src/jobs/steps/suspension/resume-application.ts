import type { StepInput, StepOutput } from '../../../contracts/steps/index.ts';
import { switchSignIn } from '../entra/enterprise-application/sign-in-switch.ts';
import type { Tools } from '../entra/tools.ts';

/** Lets our application sign in again, on an admin's word. */
export async function resumeApplication(
  input: StepInput<'resume-application'>,
  tools: Tools,
): Promise<StepOutput<'resume-application'>> {
  return { changed: await switchSignIn('resume-application', input, tools) };
}
