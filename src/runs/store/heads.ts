import type { Run } from '../run.ts';

/** What is known of runs from outside Redis. */
export interface Heads {
  /** The newest version of a run that ever was; infinite when its history was forked. undefined: not known. */
  newest(run: string): { readonly version: number; readonly final: boolean } | undefined;
}

/** Why a run is not to be believed, although it is as we wrote it. */
export function rolledBack({ id, version }: Pick<Run, 'id' | 'version'>, heads: Heads): string | undefined {
  const newest = heads.newest(id);
  if (newest === undefined) return undefined;
  if (newest.final && Number.isFinite(newest.version) && version > newest.version) {
    return `it was over with version ${newest.version}, and somebody went on from there`;
  }
  if (version >= newest.version) return undefined;
  return Number.isFinite(newest.version)
    ? `it is version ${version}, and the audit log knows version ${newest.version}: an old record was put back`
    : 'an old record of it was put back and went on from there';
}
