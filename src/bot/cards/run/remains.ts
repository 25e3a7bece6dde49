import { outputOf } from '../../../runs/outputs.ts';
import type { Run } from '../../../runs/run.ts';
import { listOf } from '../text.ts';

/** What an ended run leaves where it is, in one or two sentences. */
export function remainsText(run: Run): string {
  const things = remains(run);
  if (things.length === 0) return 'Nothing was written.';
  return `What is there stays: ${listOf(things, 'and', 8)}. exo removes nothing; a later onboarding goes on from it.`;
}

function remains(run: Run): string[] {
  const { label } = run.request.tenant;
  const servers = run.steps.flatMap((step) =>
    (step.name === 'create-certificate' || step.name === 'import-certificate') && step.state === 'done' && step.server
      ? [step.server]
      : [],
  );
  const granted = outputOf(run, 'grant-consent') ?? outputOf(run, 'await-consent');
  return [
    outputOf(run, 'register-application') ? `the application in ${label}` : '',
    granted ? 'its permissions' : '',
    outputOf(run, 'assign-role') || outputOf(run, 'await-consent') ? 'its role' : '',
    servers.length > 0 ? `the certificate on ${listOf(servers, 'and')}` : '',
    outputOf(run, 'register-in-exchange') ? 'the service principal in Exchange' : '',
  ].filter(Boolean);
}
