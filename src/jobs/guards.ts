import type { Logger } from '../process/log/logger.ts';
import type { RunStore } from '../runs/store/store.ts';
import { createPrivilegeLog, createRefusalLog, requireAudit } from './audit/privileges.ts';
import type { Audit } from './audit/start-audit.ts';
import type { JobsConfig } from './config.ts';
import { createAdminGuard, type RequireAdmin } from './guard/admin-act.ts';
import { createGuard } from './guard/guard.ts';
import type { Authorize } from './guard/privilege.ts';
import { createVouching } from './guard/proof/vouched.ts';
import type { createRoleCheck } from './has-role.ts';
import type { SignInApproval } from './sign-in/start.ts';

interface Guarded {
  readonly config: JobsConfig;
  readonly store: RunStore;
  readonly audit: Audit;
  readonly hasRole: ReturnType<typeof createRoleCheck>;
  readonly signIn: SignInApproval | undefined;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** What stands before everything that is given in a tenant: the guard of approvals, and that of an admin's acts. */
export function createGuards({ config, store, audit, hasRole, signIn, logger, now }: Guarded): {
  readonly authorize: Authorize;
  readonly requireAdmin: RequireAdmin;
} {
  const guarded = {
    findRun: async (id: string) => {
      // What is written down first is what an older record is told by.
      await requireAudit(audit.log);
      return store.get(id);
    },
    config: config.exo,
    isAdmin: (id: string) => hasRole(id, 'admin'),
    remember: createPrivilegeLog(audit.log),
    refused: createRefusalLog(audit.log, logger),
  };
  const authorize = createGuard({
    ...guarded,
    clientId: config.credential.clientId,
    botKeys: config.keys.bot,
    ...(signIn ? { verifySignIn: signIn.verify } : {}),
    isSuspended: (id: string) => store.isSuspended(id),
    doubts: createVouching({ config: config.exo, orchestratorKeys: config.keys.orchestratorPublic }),
    isApprover: (id: string) => hasRole(id, 'approver'),
    now,
  });
  return { authorize, requireAdmin: createAdminGuard(guarded) };
}
