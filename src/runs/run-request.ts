import type { ApprovalEvidence } from '../contracts/approval/approval.ts';
import {
  allowedServerGroups,
  defaultServerGroup,
  type ExoConfig,
  type Mode,
  type TenantSettings,
} from '../process/config/exo-config.ts';
import { CodedError } from '../process/errors.ts';
import { consentPageOf } from '../process/public-url.ts';
import type { Person, Rotation, RunRequest, TenantTarget } from './run.ts';

export interface Asked {
  readonly kind: RunRequest['kind'];
  readonly tenant: TenantTarget;
  readonly settings: TenantSettings | undefined;
  readonly mode: Mode | undefined;
  readonly serverGroup: string | undefined;
  readonly requester: Person;
  /** Where in chat it was asked for; opaque here. */
  readonly place: RunRequest['place'];
  /** An admin asked to adopt what an earlier client id made. */
  readonly adopt?: boolean;
  /** What was approved for the tenant before. */
  readonly earlier: ApprovalEvidence | null;
  readonly standing?: RunRequest['standing'];
  readonly suspended?: RunRequest['suspended'];
  readonly certificates?: RunRequest['certificates'];
  readonly accepted?: RunRequest['accepted'];
  readonly absent?: RunRequest['absent'];
  readonly deleted?: RunRequest['deleted'];
  /** The certificate that is to be replaced; for a rotation alone. */
  readonly replaces?: Replaced;
}

/** What ServiceNow uses now, as the tenant's row says. */
export interface Replaced {
  readonly thumbprint: string;
  /** End of its life, ISO 8601. */
  readonly validUntil: string;
  /** exo begins by itself because it is time. */
  readonly isDue: boolean;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The log of sign-ins is late by itself, and a look costs the tenant's budget of requests. */
const LOOK_AT_USE_MS = 6 * HOUR_MS;
const LOOK_FOR_REFUSALS_MS = 600_000;

/**
 * Everything that a run needs, from what was asked and the configuration of this moment.
 * @throws CodedError when the configuration lacks something for it
 */
export function runRequest(config: ExoConfig, asked: Asked): RunRequest {
  const mode = modeOf(config, asked);
  // Whoever suspends a tenant must not be kept from it by what is wrong with its servers.
  const needsServers = asked.kind !== 'suspend' && asked.kind !== 'check';
  const serverGroup = serverGroupOf(config, asked);
  return {
    kind: asked.kind,
    tenant: asked.tenant,
    mode,
    serverGroup,
    servers: needsServers ? serversOf(config, serverGroup) : [],
    requester: asked.requester,
    place: { ...asked.place },
    deploymentKey: config.deploymentKey,
    displayName: config.application.displayName,
    permissions: config.application.permissions,
    redirectUri: mode === 'link' && isOnboarding(asked) ? redirectUri(config) : null,
    certificate: config.certificate,
    exchangeModule: config.exchangeModule,
    approval: {
      expiresAfterMs: config.approval.expiresAfterHours * HOUR_MS,
      fourEyes: config.approval.fourEyes,
      validForMs: config.approval.validForHours * HOUR_MS,
      renewals: config.approval.renewals,
      proof: config.approval.proof,
    },
    ...(asked.adopt ? { adopt: true } : {}),
    earlier: asked.earlier,
    ...(asked.standing ? { standing: asked.standing } : {}),
    ...(asked.suspended ? { suspended: asked.suspended } : {}),
    ...(asked.certificates ? { certificates: asked.certificates } : {}),
    ...(asked.accepted ? { accepted: asked.accepted } : {}),
    ...(asked.absent ? { absent: asked.absent } : {}),
    ...(asked.deleted ? { deleted: asked.deleted } : {}),
    ...(asked.replaces ? { rotation: rotationOf(config, asked.replaces) } : {}),
  };
}

function rotationOf({ rotation }: ExoConfig, { thumbprint, validUntil, isDue }: Replaced): Rotation {
  return {
    replaces: thumbprint,
    endsAt: Date.parse(validUntil),
    unusedForMs: rotation.unusedForDays * DAY_MS,
    watchForMs: rotation.watchForHours * HOUR_MS,
    eraseAfterMs: rotation.eraseAfterDays * DAY_MS,
    lookEveryMs: {
      use: Math.min(LOOK_AT_USE_MS, rotation.unusedForDays * DAY_MS),
      refused: Math.min(LOOK_FOR_REFUSALS_MS, rotation.watchForHours * HOUR_MS),
    },
    ...(isDue ? { isDue: true } : {}),
  };
}

/** Whether it sets a tenant up, or says what that would do. */
function isOnboarding({ kind }: Pick<Asked, 'kind'>): boolean {
  return kind !== 'suspend' && kind !== 'resume' && kind !== 'offboard' && kind !== 'check';
}

/** A tenant that is set to `link` keeps the decision with its own administrator; no argument takes it away. */
function modeOf(config: ExoConfig, { kind, mode, settings, tenant }: Asked): Mode {
  if (mode === 'full' && settings?.mode === 'link' && isOnboarding({ kind })) {
    throw new CodedError(
      'mode-not-allowed',
      `${tenant.label} is set to mode link: its own administrator consents, and exo may not do it.`,
      'Leave "full" out, or have the mode of this tenant changed in exo.config.yaml.',
    );
  }
  return mode ?? settings?.mode ?? config.defaults.mode;
}

/** Whoever holds the certificate reads the tenant's mail: only the servers that the tenant names may. */
function serverGroupOf(config: ExoConfig, { kind, serverGroup, settings, tenant }: Asked): string {
  const wanted = serverGroup ?? defaultServerGroup(config, settings);
  const allowed = allowedServerGroups(config, settings);
  if (allowed.includes(wanted) || !config.serverGroups[wanted] || kind === 'suspend' || kind === 'check') return wanted;
  throw new CodedError(
    'server-group-not-allowed',
    `The servers of "${wanted}" may not hold the certificate of ${tenant.label}.`,
    `Ask for ${allowed.join(' or ')}, or have "${wanted}" added to its serverGroups in exo.config.yaml.`,
  );
}

function serversOf(config: ExoConfig, name: string) {
  const group = config.serverGroups[name];
  // Pins are looked up again whenever they matter; a run keeps none.
  if (group) return group.servers.map(({ pins: _, ...server }) => server);
  throw new CodedError(
    'server-group-unknown',
    `There is no server group "${name}".`,
    `Configured are: ${Object.keys(config.serverGroups).join(', ')}.`,
  );
}

function redirectUri(config: ExoConfig): string {
  if (config.publicUrl) return consentPageOf(config.publicUrl);
  throw new CodedError(
    'public-url-missing',
    "In link mode the customer's administrator comes back to a page of exo, and its address is not configured.",
    'Set publicUrl in exo.config.yaml to the https address of the bot, or ask for mode full.',
  );
}
