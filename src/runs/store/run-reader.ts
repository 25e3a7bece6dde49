import type { Redis } from 'ioredis';
import type { Read } from '../../process/records/record.ts';
import type { SealedRecords } from '../../process/records/sealed-records.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import type { BoardRow, OnboardedRow } from '../board.ts';
import type { JournalEntry } from '../events.ts';
import type { ServerCheck } from '../fleet/server-check.ts';
import { JOURNAL } from '../records/journal.ts';
import { BOARD, ONBOARDED, SERVER_CHECK, SUSPENDED } from '../records/rows.ts';
import { RUN } from '../records/run.ts';
import type { Run } from '../run.ts';
import type { SuspendedRow } from '../suspension.ts';
import { type Heads, rolledBack } from './heads.ts';

export interface RunReaderOptions {
  readonly redis: Redis;
  readonly keys: RedisKeys;
  readonly records: SealedRecords;
  /** What is known from outside Redis: a run that is older was put back. */
  readonly heads?: Heads;
}

/** Many times what is ever open; whoever writes to Redis can put more there than a process can hold. */
const MOST_LISTED = 100_000;

/** Reads runs and what is kept beside them. What cannot be read is set aside (`Quarantine`) and answered like what is not there. */
export class RunReader {
  protected readonly redis: Redis;
  protected readonly keys: RedisKeys;
  protected readonly records: SealedRecords;
  readonly #heads: Heads | undefined;

  constructor({ redis, keys, records, heads }: RunReaderOptions) {
    this.#heads = heads;
    this.redis = redis;
    this.keys = keys;
    this.records = records;
  }

  /** The run; undefined when there is none, and when it cannot be read. */
  async get(id: string): Promise<Run | undefined> {
    const read = await this.read(id);
    return read?.ok ? read.value : undefined;
  }

  /** The run, or why it cannot be read; undefined when there is none. */
  async read(id: string): Promise<Read<Run> | undefined> {
    const [doc, version] = await this.redis.hmget(this.keys.run(id), 'doc', 'version');
    if (!doc) return undefined;
    const doubt = (run: Run) =>
      version === String(run.version) ? undefined : `it is version ${run.version}, and Redis says ${version}`;
    const read = await this.records.open(RUN, `run ${id}`, doc, { doubt });
    const why = read.ok && this.#heads ? rolledBack(read.value, this.#heads) : undefined;
    if (why === undefined) return read;
    // Under a name of its own: to whoever does not know the audit log the run looks as good as any.
    await this.records.setAside({ where: `rolled-back ${id}`, why, text: '' });
    return { ok: false, why };
  }

  /** What happened to a run, oldest first; lines that cannot be read are missing. */
  async journal(id: string): Promise<JournalEntry[]> {
    const lines = await this.redis.lrange(this.keys.journal(id), 0, -1);
    const context = `journal ${id}`;
    const read = await Promise.all(
      lines.map((line, index) => this.records.open(JOURNAL, context, line, { where: `${context} line ${index + 1}` })),
    );
    return read.flatMap((each) => (each.ok ? [each.value] : []));
  }

  /** Id of the run that a command began, or met. */
  async begunBy(command: string): Promise<string | undefined> {
    return (await this.redis.get(this.keys.begun(command))) ?? undefined;
  }

  /** Id of the tenant's open onboarding. */
  async openRun(tenantId: string): Promise<string | undefined> {
    return (await this.redis.get(this.keys.open(tenantId))) ?? undefined;
  }

  /** Ids of runs that are not over, the oldest first, by a list that carries no seal. */
  async openIds(): Promise<string[]> {
    const all = await this.redis.zrange(this.keys.underWay, '0', String(MOST_LISTED - 1));
    // The list also holds the mark that it is complete, which is no id.
    return all.filter((id) => /-\d+$/.test(id));
  }

  async board(): Promise<BoardRow[]> {
    return [...(await this.records.openAll(BOARD, 'board', this.keys.board)).values()];
  }

  /** @param tenantIds only those; default all */
  async onboarded(tenantIds?: readonly string[]): Promise<OnboardedRow[]> {
    return [...(await this.records.openAll(ONBOARDED, 'onboarded', this.keys.onboarded, tenantIds)).values()];
  }

  /** The tenants that are suspended, by their ids. */
  async suspended(): Promise<Map<string, SuspendedRow>> {
    return this.records.openAll(SUSPENDED, 'suspended', this.keys.suspended);
  }

  /** Whether a tenant is suspended, as the commits see it: by its row, whoever wrote that. */
  async isSuspended(tenantId: string): Promise<boolean> {
    return (await this.redis.hexists(this.keys.suspended, tenantId)) === 1;
  }

  /** What the last check of each MID server found, by its name. */
  async serverChecks(): Promise<Map<string, ServerCheck>> {
    return this.records.openAll(SERVER_CHECK, 'server', this.keys.servers);
  }
}
