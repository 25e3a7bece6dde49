import type { CredentialConfig } from '../../graph/sign-in/credential-config.ts';
import type { ExoConfig } from '../../process/config/exo-config.ts';
import type { Logger } from '../../process/log/logger.ts';
import type { RunStore } from '../../runs/store/store.ts';
import { approvalPage, CALLBACK_PATH } from './approval-page.ts';
import { createApprovalDesk } from './desk.ts';
import { createHomeAuthority, type HomeAuthority } from './home-authority.ts';
import { createIdTokenCheck, type VerifyIdToken } from './id-token.ts';
import { type PageServer, startPageServer } from './server.ts';

export interface SignInApproval {
  /** For whoever relies on an approval: checks Entra's signature over the subject's hash again. */
  readonly verify: VerifyIdToken;
  start(store: RunStore, mayApprove: (personId: string) => Promise<boolean>): Promise<PageServer>;
}

export interface SignInOptions {
  readonly exo: ExoConfig;
  readonly credential: CredentialConfig;
  readonly listen: { readonly port: number; readonly host: string };
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Approval by sign-in; undefined where a click on the card is enough. */
export function createSignInApproval(options: SignInOptions): SignInApproval | undefined {
  const { exo, credential, listen, logger, now } = options;
  const { proof, authenticationContext } = exo.approval;
  const pageUrl = exo.approval.pageUrl?.replace(/\/+$/, '');
  if (proof !== 'sign-in' || !pageUrl) return undefined;
  const authority: HomeAuthority = createHomeAuthority({
    credential,
    cloud: exo.organisation.cloud,
    redirectUri: pageUrl + CALLBACK_PATH,
    authenticationContext,
    now,
  });
  const homeTenantId = exo.organisation.tenantId;
  const verify = createIdTokenCheck(authority, { clientId: credential.clientId, homeTenantId, authenticationContext });
  return {
    verify,
    async start(store, mayApprove) {
      const desk = createApprovalDesk({ store, mayApprove, approvers: exo.roles.approver });
      const server = await startPageServer(
        approvalPage({ desk, authority, verify, pageUrl, logger }),
        listen.port,
        listen.host,
      );
      logger.info({ port: server.port }, 'approval page is ready');
      return server;
    },
  };
}
