import './without-dialogs.ts';
import { createHash, X509Certificate } from 'node:crypto';
import { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder';

/** Who the bot is for the Bot Framework. `off`: nothing is checked, for development on loopback only. */
export type BotIdentity =
  | { readonly auth: 'off' }
  | {
      readonly auth: 'on';
      readonly appId: string;
      readonly type: 'SingleTenant' | 'UserAssignedMsi' | 'MultiTenant';
      readonly tenantId?: string;
      readonly password?: string;
      /** PEM text with certificate and private key. */
      readonly certificate?: string;
    };

export type AdapterSettings = ConstructorParameters<typeof TeamsAdapter>[0];
export type CredentialsFactory = ConstructorParameters<typeof TeamsAdapter>[1];

/** The SDK's adapter with its processing reachable, so that our own server writes the HTTP answer. */
export class ExoAdapter extends TeamsAdapter {
  /**
   * Authenticates an activity and runs the logic for it.
   * @throws when the request is not authentic; what `logic` throws passes through
   */
  receive(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    return this.processActivity(authorization, activity, logic);
  }
}

/** @param overrides other addresses of the Bot Framework, for national clouds and tests */
export function createAdapter(
  identity: BotIdentity,
  overrides: AdapterSettings = {},
  credentials?: CredentialsFactory,
): ExoAdapter {
  return new ExoAdapter({ ...settingsOf(identity), ...overrides }, credentials);
}

function settingsOf(identity: BotIdentity): NonNullable<AdapterSettings> {
  if (identity.auth === 'off') return { MicrosoftAppId: '' };
  const { certificate } = identity;
  return {
    MicrosoftAppId: identity.appId,
    MicrosoftAppType: identity.type,
    ...(identity.tenantId ? { MicrosoftAppTenantId: identity.tenantId } : {}),
    ...(identity.password ? { MicrosoftAppPassword: identity.password } : {}),
    ...(certificate ? { CertificateThumbprint: thumbprintOf(certificate), CertificatePrivateKey: certificate } : {}),
  };
}

function thumbprintOf(pem: string): string {
  return createHash('sha1').update(new X509Certificate(pem).raw).digest('hex').toUpperCase();
}
