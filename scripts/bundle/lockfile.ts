import { z } from 'zod';

const Versions = z.record(z.string(), z.string());

const Entry = z.looseObject({
  dependencies: Versions.default({}),
  optionalDependencies: Versions.default({}),
});

/** `package-lock.json`, as far as it matters here; everything else in it is kept as it is. */
export const Lockfile = z.looseObject({ lockfileVersion: z.literal(3), packages: z.record(z.string(), Entry) });
export type Lockfile = z.infer<typeof Lockfile>;

export interface RunnerPackage {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  /** For npm on another system than Windows: it refuses a package for Windows that is not optional. */
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

/**
 * The part of a lockfile that a smaller package needs: the same versions with the same integrity. Optional packages of
 * packages are left out, because npm is silent about one that it cannot get, and the same sources would not always give the same bundle.
 * @throws Error when the lockfile lacks a package that must be there
 */
export function reduceLockfile(lockfile: Lockfile, root: RunnerPackage): unknown {
  const kept = new Map<string, unknown>();
  const visit = (from: string, names: Versions): void => {
    for (const name of Object.keys(names)) {
      const place = resolvePlace(lockfile, from, name);
      const entry = place ? lockfile.packages[place] : undefined;
      if (!place || !entry) throw new Error(`package-lock.json has no ${name}, which ${from || 'the runner'} needs`);
      if (kept.has(place)) continue;
      const { optionalDependencies: _left, ...rest } = entry;
      kept.set(place, rest);
      visit(place, entry.dependencies);
    }
  };
  visit('', { ...root.dependencies, ...root.optionalDependencies });
  const packages = Object.fromEntries([...kept].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { ...lockfile, name: root.name, version: root.version, packages: { '': root, ...packages } };
}

type Versions = z.infer<typeof Versions>;

/** Where Node finds a package from another one: in its own node_modules, else one level up, and so on. */
function resolvePlace(lockfile: Lockfile, from: string, name: string): string | undefined {
  const place = `${from ? `${from}/` : ''}node_modules/${name}`;
  if (lockfile.packages[place]) return place;
  if (!from) return undefined;
  const above = from.lastIndexOf('/node_modules/');
  return resolvePlace(lockfile, above < 0 ? '' : from.slice(0, above), name);
}
