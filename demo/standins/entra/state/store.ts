import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { applyChanges, type Changes } from '../wire/changes.ts';
import { type Application, EntraState, type Tenant } from './schema.ts';

/** How long (ms) something new stays invisible, per kind. */
export const Lag = z.object({
  applicationMs: z.number().nonnegative(),
  servicePrincipalMs: z.number().nonnegative(),
  /** appRoleAssignments: reading them back, and their effect on new tokens. */
  grantMs: z.number().nonnegative(),
  /** Reading a role assignment back. */
  roleMs: z.number().nonnegative(),
  /** A new keyCredential: reading it back, and signing with it. */
  keyMs: z.number().nonnegative(),
  /** Until Exchange believes a new role assignment. */
  roleToExchangeMs: z.number().nonnegative(),
});
export type Lag = z.infer<typeof Lag>;

export const NO_LAG: Lag = {
  applicationMs: 0,
  servicePrincipalMs: 0,
  grantMs: 0,
  roleMs: 0,
  keyMs: 0,
  roleToExchangeMs: 0,
};

/** The directory in memory, with the little that all handlers need to ask of it. */
export interface Store {
  readonly state: EntraState;
  readonly lag: Lag;
  readonly now: () => Date;
  /** Notes that this id came to be now; then it stays invisible for its kind's lag. */
  markNew(id: string): void;
  /** Milliseconds since the id came to be; Infinity for what was there from the start. */
  age(id: string): number;
  isVisible(id: string, kind: keyof Lag): boolean;
  /** Writes the state file, when there is one. Called after every write. */
  save(): void;
  setLag(changes: Changes<Lag>): void;
}

export interface StoreFile {
  readonly path: string;
  /** PEM of the key that signs tokens: kept, so that tokens stay good over a restart. */
  readonly signingKey: string;
}

const Saved = z.object({ signingKey: z.string(), state: EntraState });

/** What an earlier process left in its state file; undefined when there is none. */
export function readStateFile(path: string | undefined): z.infer<typeof Saved> | undefined {
  if (path === undefined || !existsSync(path)) return undefined;
  return Saved.parse(JSON.parse(readFileSync(path, 'utf8')));
}

export function createStore(
  state: EntraState,
  lag: Lag,
  file: StoreFile | undefined,
  now: () => Date = () => new Date(),
): Store {
  const current = { ...lag };
  const age = (id: string): number => {
    const born = state.births[id];
    return born === undefined ? Number.POSITIVE_INFINITY : now().getTime() - born;
  };
  const save = (): void => {
    if (!file) return;
    // Written beside and renamed, so that a kill in the middle leaves the old file whole.
    writeFileSync(`${file.path}.new`, JSON.stringify({ signingKey: file.signingKey, state }), { mode: 0o600 });
    renameSync(`${file.path}.new`, file.path);
  };
  save();
  return {
    state,
    lag: current,
    now,
    age,
    save,
    markNew: (id) => {
      state.births[id] = now().getTime();
    },
    isVisible: (id, kind) => age(id) >= current[kind],
    setLag: (changes) => {
      applyChanges(current, changes);
    },
  };
}

/** A tenant by its id or by one of its domains, any case. */
export function findTenant(store: Store, idOrDomain: string): Tenant | undefined {
  const wanted = idOrDomain.toLowerCase();
  return store.state.tenants.find(
    ({ id, verifiedDomains }) =>
      id.toLowerCase() === wanted || verifiedDomains.some(({ name }) => name.toLowerCase() === wanted),
  );
}

export function initialDomain(tenant: Tenant): string {
  return tenant.verifiedDomains.find(({ isInitial }) => isInitial)?.name ?? '';
}

/** The registered application of an appId, and the tenant that it is registered in. */
export function findRegistration(
  store: Store,
  appId: string,
): { application: Application; tenant: Tenant } | undefined {
  for (const tenant of store.state.tenants) {
    const application = tenant.applications.find((candidate) => candidate.appId === appId.toLowerCase());
    if (application) return { application, tenant };
  }
  return undefined;
}
