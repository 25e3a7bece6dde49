import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KeyAnnouncement } from '../../contracts/fleet/announcement.ts';
import type { PublicJwk } from '../../contracts/trust/keys.ts';
import { RunnerIdentity } from './home.ts';

/** The orchestrator's keys that a runner believes: pinned at enrolment, moved on by announcements only. */
export interface PinnedKeys {
  /** The present one, then the previous one while it is believed. Always the same array. */
  readonly ring: readonly PublicJwk[];
  readonly present: PublicJwk;
  readonly generation: number;
  /** Follows an announcement that was checked, and keeps it. */
  follow(announcement: KeyAnnouncement): void;
  /** Takes the previous key out when its time is over. @param now milliseconds since 1970 */
  expire(now: number): void;
}

/** @param folder of the runner; its `runner.json` is rewritten when the keys change */
export function openPinnedKeys(folder: string, identity: RunnerIdentity, now: number): PinnedKeys {
  let known = identity;
  const ring: PublicJwk[] = [];
  const use = (next: RunnerIdentity) => {
    known = next;
    const { orchestratorKey, previousOrchestratorKey: previous } = next;
    ring.splice(0, ring.length, orchestratorKey, ...(previous ? [previous.key] : []));
  };
  const keep = (next: RunnerIdentity) => {
    write(folder, next);
    use(next);
  };
  const pinned: PinnedKeys = {
    ring,
    get present() {
      return known.orchestratorKey;
    },
    get generation() {
      return known.keyGeneration ?? 0;
    },
    follow({ key, generation, previousUntil }) {
      const previousOrchestratorKey = { key: known.orchestratorKey, until: previousUntil };
      keep({ ...known, orchestratorKey: key, keyGeneration: generation, previousOrchestratorKey });
    },
    expire(at) {
      const { previousOrchestratorKey: previous, ...rest } = known;
      if (previous && Date.parse(previous.until) <= at) keep(rest);
    },
  };
  use(identity);
  pinned.expire(now);
  return pinned;
}

/** A runner that is stopped in the middle finds the old file or the new one, never half of one. */
function write(folder: string, identity: RunnerIdentity): void {
  const file = join(folder, 'runner.json');
  const text = `${JSON.stringify(RunnerIdentity.parse(identity), undefined, 2)}\n`;
  writeFileSync(`${file}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
}
