import { CLOUDS } from '../../contracts/clouds.ts';
import { outputOf } from '../../runs/outputs.ts';
import { isFinal, type Run } from '../../runs/run.ts';
import type { ConsentStates } from './state.ts';

/**
 * The address where the customer's administrator consents; undefined while the run does not wait for that.
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 * @param authorityHost replaces the cloud's authority
 */
export async function consentUrl(
  run: Run,
  states: ConsentStates,
  authorityHost: string | undefined,
): Promise<string | undefined> {
  const step = run.steps.find((each) => each.name === 'await-consent');
  const appId = outputOf(run, 'register-application')?.appId;
  if (!step || !appId || !run.request.redirectUri || isFinal(run)) return undefined;
  if (step.state === 'done' || step.state === 'skipped' || step.state === 'waiting') return undefined;
  const cloud = CLOUDS[run.request.tenant.cloud];
  const query = new URLSearchParams({
    client_id: appId,
    scope: `${cloud.graphUrl}/.default`,
    redirect_uri: run.request.redirectUri,
    state: await states.of(run.id),
  });
  return `${authorityHost ?? cloud.authorityHost}/${run.request.tenant.id}/v2.0/adminconsent?${query}`;
}
