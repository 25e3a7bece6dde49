import type { AuditLine } from '../../process/audit/line.ts';
import type { Heads } from '../../runs/store/heads.ts';

/** What the audit log knows, in memory: whatever is older in Redis was put back. */
export interface AuditIndex extends Heads {
  /** Takes a line in. @returns what is wrong with it, for the log itself */
  add(line: AuditLine): string | undefined;
  /** Whether an entry is in the log already. */
  has(id: string): boolean;
  /** Newest generation of a runner's record. */
  generation(runner: string): number | undefined;
  /** Whether a job used a privilege before. */
  wasUsed(job: string): boolean;
  /** Every run that the log knows, with the id of its tenant. */
  runs(): ReadonlyMap<string, string>;
}

/** Entries come twice only right after a crash: these many are remembered. */
const REMEMBERED = 5000;

interface Newest {
  readonly version: number;
  readonly final: boolean;
  readonly commit: string;
}

export function createAuditIndex(): AuditIndex {
  const runs = new Map<string, Newest>();
  const tenants = new Map<string, string>();
  const forked = new Set<string>();
  const generations = new Map<string, number>();
  const jobs = new Set<string>();
  const ids = new Set<string>();

  function addVersion(run: string, version: number, id: string, final: boolean): string | undefined {
    const commit = id.split('.').slice(0, -1).join('.');
    const before = runs.get(run);
    if (before?.final && version > before.version) {
      forked.add(run);
      return `version ${version} of ${run} came after it was over with version ${before.version}`;
    }
    if (before && (version < before.version || (version === before.version && commit !== before.commit))) {
      forked.add(run);
      return `version ${version} of ${run} came after version ${before.version}: an old record was put back`;
    }
    runs.set(run, { version, final, commit });
    if (before && version > before.version + 1) return `version ${before.version + 1} of ${run} is missing`;
    return undefined;
  }

  return {
    add(line) {
      if ('head' in line) return undefined;
      if (ids.size >= REMEMBERED) for (const old of [...ids].slice(0, REMEMBERED / 2)) ids.delete(old);
      ids.add(line.id);
      if (line.job) jobs.add(line.job);
      if (line.runner && line.generation !== undefined) {
        generations.set(line.runner, Math.max(line.generation, generations.get(line.runner) ?? 0));
      }
      if (line.run === null || line.version === null) return undefined;
      if (line.tenant !== null) tenants.set(line.run, line.tenant);
      return addVersion(line.run, line.version, line.id, line.final ?? false);
    },
    has: (id) => ids.has(id),
    generation: (runner) => generations.get(runner),
    wasUsed: (job) => jobs.has(job),
    runs: () => tenants,
    newest(run) {
      const newest = runs.get(run);
      if (forked.has(run)) return { version: Number.POSITIVE_INFINITY, final: true };
      return newest && { version: newest.version, final: newest.final };
    },
  };
}
