import type { CloudName } from '../contracts/clouds.ts';
import type { StepError } from '../contracts/errors.ts';
import type { Permission } from '../contracts/permissions.ts';
import type { StepName } from '../contracts/steps/index.ts';
import type { StoreLocation } from '../contracts/steps/runner.ts';
import type { Mode, RoleName, Server } from '../process/config/exo-config.ts';

/** Somebody in the home tenant. */
export interface Person {
  /** Entra object id, lower case. */
  readonly id: string;
  readonly name: string;
}

/** A person together with the roles that were established for them just now. */
export interface Actor extends Person {
  readonly roles: readonly RoleName[];
}

/** Where in chat a run was asked for and where its cards stand; opaque to the engine. */
export type Place = Readonly<Record<string, unknown>>;

export interface TenantTarget {
  readonly id: string;
  /** A domain of the tenant as the person knows it. */
  readonly domain: string;
  /** Short name: the configured one or the first label of the domain. */
  readonly label: string;
  readonly cloud: CloudName;
}

/** Everything that was settled when the run was asked for. Never changes afterwards. */
export interface RunRequest {
  readonly kind: 'onboard' | 'plan';
  readonly tenant: TenantTarget;
  readonly mode: Mode;
  readonly serverGroup: string;
  readonly servers: readonly Server[];
  readonly requester: Person;
  readonly place: Place;
  readonly deploymentKey: string;
  readonly displayName: string;
  readonly permissions: readonly Permission[];
  /** Address of the consent answer page; link mode only. */
  readonly redirectUri: string | null;
  readonly certificate: {
    readonly days: number;
    readonly renewBeforeDays: number;
    readonly provider: string;
    readonly storeLocation: StoreLocation;
  };
  readonly exchangeModule: { readonly minimum: string; readonly recommended: string };
  readonly approval: { readonly expiresAfterMs: number; readonly fourEyes: boolean };
}

export type GateName = 'approve-consent';
export type LocalName = 'hand-over';

export type StepState = 'waiting' | 'queued' | 'running' | 'delayed' | 'done' | 'failed' | 'skipped';

export interface RunStep {
  /** `name` or `name@server`. */
  readonly id: string;
  readonly name: StepName | GateName | LocalName;
  readonly server?: string;
  /** Queue of the worker that executes it; null for a gate and for what the engine does itself. */
  readonly queue: string | null;
  /** Ids of the steps that must be done or skipped first. */
  readonly needs: readonly string[];
  readonly state: StepState;
  /** 0 before the first hand-over. */
  readonly attempt: number;
  /** Moments in milliseconds since 1970. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** When the next attempt begins (state `delayed`). */
  readonly retryAt?: number;
  /** First failure of the present series of transient failures with the same code. */
  readonly failingSince?: number;
  /** Transient failures in that series. */
  readonly failures?: number;
  /** Last progress sentence, or why it was skipped. */
  readonly note?: string;
  readonly error?: StepError;
  readonly output?: unknown;
}

export interface Gate {
  readonly state: 'closed' | 'open' | 'approved' | 'declined' | 'expired';
  /** Counts how often approval was asked for: 1 for the first card. */
  readonly round: number;
  readonly openedAt: number;
  readonly until: number;
  /** Hash of exactly what the approver is shown. */
  readonly planHash: string;
  readonly decidedBy?: Person;
  readonly decidedAt?: number;
}

export type RunState = 'working' | 'waiting-approval' | 'needs-person' | 'finished' | 'declined' | 'cancelled';

export interface Run {
  readonly id: string;
  /** Increased by every change. */
  readonly version: number;
  readonly request: RunRequest;
  readonly state: RunState;
  readonly createdAt: number;
  readonly finishedAt?: number;
  readonly steps: readonly RunStep[];
  readonly gate: Gate | null;
  readonly closedBy?: Person;
}

/** States after which a run never changes. */
export const FINAL_STATES: ReadonlySet<RunState> = new Set(['finished', 'declined', 'cancelled']);

export function isFinal(run: Run): boolean {
  return FINAL_STATES.has(run.state);
}

export function findStep(run: Run, id: string): RunStep | undefined {
  return run.steps.find((step) => step.id === id);
}
