import type { Permission } from '../../contracts/permissions/permissions.ts';
import type { ExoConfig } from '../../process/config/exo-config.ts';
import { notConfigured } from './refusals.ts';
import { unknownPermissions, wrongApplication } from './within/configuration.ts';

/** What a cloud step may be asked that the configuration says as well. */
export interface Asked {
  readonly tenantId: string;
  readonly deploymentKey?: string;
  readonly displayName?: string;
  readonly permissions?: readonly Permission[];
  /** Address to which the customer's administrator is sent after consent. */
  readonly redirectUri?: string | null;
}

/**
 * Compares what a job asks with this process's own configuration, before anything is written or declared: a declared
 * permission is what the customer's administrator consents to.
 * @throws StepFailure `not-configured`
 */
export function createConfigurationCheck(config: ExoConfig): (asked: Asked) => void {
  return (asked) => {
    const problems = [
      ...wrongApplication(asked, config),
      ...unknownPermissions(asked.permissions ?? [], config),
      ...wrongAddress(asked.redirectUri ?? null, config),
    ];
    if (problems.length > 0) throw notConfigured(problems);
  };
}

function wrongAddress(redirectUri: string | null, { publicUrl }: ExoConfig): string[] {
  if (redirectUri === null) return [];
  if (publicUrl && new URL(redirectUri).origin === new URL(publicUrl).origin) return [];
  return [`the consent answer page is not at publicUrl (${publicUrl ?? 'not set'}), but at ${redirectUri}`];
}
