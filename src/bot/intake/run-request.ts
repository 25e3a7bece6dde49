import { defaultServerGroup, type ExoConfig, type Mode, type TenantSettings } from '../../process/config/exo-config.ts';
import { CodedError } from '../../process/errors.ts';
import type { Person, RunRequest, TenantTarget } from '../../runs/run.ts';
import type { RunPlace } from '../delivery/run-place.ts';

export interface Asked {
  readonly kind: RunRequest['kind'];
  readonly tenant: TenantTarget;
  readonly settings: TenantSettings | undefined;
  readonly mode: Mode | undefined;
  readonly serverGroup: string | undefined;
  readonly requester: Person;
  readonly place: RunPlace;
}

const HOUR_MS = 3_600_000;

/**
 * Everything that a run needs, from what was asked and the configuration of this moment.
 * @throws CodedError when the configuration lacks something for it
 */
export function runRequest(config: ExoConfig, asked: Asked): RunRequest {
  const mode = asked.mode ?? asked.settings?.mode ?? config.defaults.mode;
  const serverGroup = asked.serverGroup ?? defaultServerGroup(config, asked.settings);
  return {
    kind: asked.kind,
    tenant: asked.tenant,
    mode,
    serverGroup,
    servers: serversOf(config, serverGroup),
    requester: asked.requester,
    place: { ...asked.place },
    deploymentKey: config.deploymentKey,
    displayName: config.application.displayName,
    permissions: config.application.permissions,
    redirectUri: mode === 'link' ? redirectUri(config) : null,
    certificate: config.certificate,
    exchangeModule: config.exchangeModule,
    approval: {
      expiresAfterMs: config.approval.expiresAfterHours * HOUR_MS,
      fourEyes: config.approval.fourEyes,
    },
  };
}

function serversOf(config: ExoConfig, name: string) {
  const group = config.serverGroups[name];
  // Pins are looked up anew whenever they matter; a run keeps none.
  if (group) return group.servers.map(({ pins: _, ...server }) => server);
  throw new CodedError(
    'server-group-unknown',
    `There is no server group "${name}".`,
    `Configured are: ${Object.keys(config.serverGroups).join(', ')}.`,
  );
}

function redirectUri(config: ExoConfig): string {
  if (config.publicUrl) return `${config.publicUrl.replace(/\/+$/, '')}/consent`;
  throw new CodedError(
    'public-url-missing',
    "In link mode the customer's administrator comes back to a page of exo, and its address is not configured.",
    'Set publicUrl in exo.config.yaml to the https address of the bot, or ask for mode full.',
  );
}
