import { readRecord } from '../../../src/process/records/record.ts';
import { outputOf } from '../../../src/runs/outputs.ts';
import { RUN } from '../../../src/runs/records/run.ts';
import { isFinal, type Run } from '../../../src/runs/run.ts';
import type { World } from '../world/world.ts';
import { checkCommit } from './each-commit.ts';

/** Every version of every run, as Redis has them. */
export class Commits {
  readonly latest = new Map<string, Run>();
  /** When each run was over. */
  readonly over = new Map<string, number>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Somebody wrote the fields of a key. */
  look(key: string): void {
    const prefix = this.#world.keys.run('');
    if (!key.startsWith(prefix)) return;
    const doc = this.#world.server.keys.hash(key)?.get('doc') ?? '';
    // After the id of its key and the MAC.
    const text = doc.slice(doc.indexOf('{'));
    const read = readRecord(RUN, text);
    if (!read.ok) {
      this.#world.violate(`${key} cannot be read: ${read.why}`);
      return;
    }
    const run = read.value;
    checkCommit(this.#world, this.latest.get(run.id), run);
    this.latest.set(run.id, run);
    if (run.gate) this.#world.subjects.set(`${run.id} ${run.gate.round}`, run.gate.planHash);
    if (isFinal(run)) this.over.set(run.id, this.#world.now());
    this.#handOver(run);
    this.#world.trace(`${run.id} version ${run.version} ${run.state}`);
  }

  /** With the values of a finished onboarding somebody fills in ServiceNow. */
  #handOver(run: Run): void {
    const made = outputOf(run, 'create-certificate')?.thumbprint;
    if (run.request.kind !== 'onboard' || run.state !== 'finished' || !made) return;
    this.#world.estate?.enter(run.request.tenant.id, made);
  }
}
