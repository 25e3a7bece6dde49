import { z } from 'zod';
import { needsPerson } from '../../../../contracts/errors.ts';
import { GraphFailure } from '../../../../graph/failures/graph-failure.ts';
import type { TokenIdentity } from '../../../../graph/sign-in/token-identity.ts';
import type { Tools } from '../tools.ts';
import type { Application } from './application.ts';

const ALREADY_OWNER = /added object references already exist/i;

/**
 * Application.ReadWrite.OwnedBy lets the bot change only what it owns. That the creator is made owner is not written in
 * Microsoft's documentation, so it is looked at; where it is not so, the bot makes itself owner if it may.
 * @throws StepFailure `not-owner`
 */
export async function ensureOwner(
  { graph, clientId }: { readonly graph: Pick<Tools['graph'], 'url' | 'post'>; readonly clientId: string },
  application: Application,
  identity: TokenIdentity | undefined,
): Promise<void> {
  // Whoever may write all applications needs to own none. Without a readable token the next write tells.
  if (!identity || identity.roles.includes('Application.ReadWrite.All')) return;
  try {
    const body = { '@odata.id': `${graph.url}/v1.0/directoryObjects/${identity.oid}` };
    await graph.post(`/applications/${application.id}/owners/$ref`, body, z.unknown());
  } catch (error) {
    if (!(error instanceof GraphFailure)) throw error;
    if (ALREADY_OWNER.test(error.message)) return;
    if (error.status !== 403) throw error;
    throw needsPerson({
      code: 'not-owner',
      message: `The bot does not own the application "${application.displayName ?? application.appId}", so it may not change it.`,
      advice: `An administrator of {tenant} must add the enterprise application of the bot (${clientId}, object ${identity.oid}) to the owners of "${application.displayName ?? application.appId}"; then Retry.`,
      detail: error.message,
    });
  }
}
