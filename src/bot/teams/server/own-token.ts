import { messageOf } from '../../../process/errors.ts';
import { type Condition, ok, stops } from '../../../process/readiness/condition.ts';
import type { BotIdentity, ExoAdapter } from './adapter.ts';

/** Asks Entra for a token to speak to Teams with. */
export type OwnToken = (signal: AbortSignal) => Promise<Condition>;

// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
const AUDIENCE = 'https://api.botframework.com';
const LOGIN = 'https://login.microsoftonline.com/botframework.com';

/** Entra's reasons that have a remedy of their own. https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const REMEDIES: Readonly<Record<string, string>> = {
  7000215:
    'MicrosoftAppPassword is wrong: set it to the value of a client secret (not its id), and start the bot again.',
  7000222: 'The client secret has expired: make a new one, set MicrosoftAppPassword to it, and start the bot again.',
  700027:
    'The application does not know the certificate: upload the one of MicrosoftAppCertificatePath to it, or set the right one.',
  700016: 'There is no such application in this tenant: check MicrosoftAppId and MicrosoftAppTenantId.',
  90002: 'There is no such tenant: check MicrosoftAppTenantId.',
};

/** @returns undefined when the bot speaks without tokens */
export function createOwnToken(adapter: ExoAdapter, identity: BotIdentity): OwnToken | undefined {
  if (identity.auth === 'off') return undefined;
  const { appId } = identity;
  return async () => {
    try {
      const credentials = await adapter.credentialsFactory.createCredentials(appId, AUDIENCE, LOGIN, true);
      // The managed identity, the certificate and the secret: all of the SDK's credentials can be asked for a new token.
      if ('getToken' in credentials && typeof credentials.getToken === 'function') await credentials.getToken(true);
      return ok('Entra gives the bot its token for Teams.');
    } catch (error) {
      const reason = messageOf(error);
      const code = /AADSTS(\d+)/.exec(reason)?.[1] ?? '';
      return stops(
        `Entra refuses the bot its token for Teams (application ${appId}): ${firstSentence(reason)}`,
        REMEDIES[code] ?? 'Nothing can be said in Teams until then: check MicrosoftAppId, its tenant and its secret.',
      );
    }
  };
}

/** Entra adds ids of the request after its sentence. */
function firstSentence(reason: string): string {
  const [first = reason] = reason.split(/\s+(?:Trace ID|Correlation ID|\r?\n)/);
  return first.length > 300 ? `${first.slice(0, 299)}…` : first;
}
