export interface StreamEntry {
  readonly ms: number;
  readonly sequence: number;
  readonly fields: readonly string[];
}

export type StreamId = Pick<StreamEntry, 'ms' | 'sequence'>;

/** An event stream. */
export class Stream {
  entries: StreamEntry[] = [];
  last: StreamId = { ms: 0, sequence: 0 };

  /** @param now milliseconds since 1970 */
  add(fields: readonly string[], now: number): StreamEntry {
    const id = now > this.last.ms ? { ms: now, sequence: 0 } : { ms: this.last.ms, sequence: this.last.sequence + 1 };
    const entry = { ...id, fields };
    this.last = id;
    this.entries.push(entry);
    return entry;
  }

  /** @param most entries that are kept */
  trim(most: number): number {
    const over = Math.max(this.entries.length - most, 0);
    this.entries.splice(0, over);
    return over;
  }

  /** @returns how many entries are not kept */
  keep(isKept: (entry: StreamEntry) => boolean): number {
    const before = this.entries.length;
    this.entries = this.entries.filter(isKept);
    return before - this.entries.length;
  }

  after(id: StreamId, most: number): StreamEntry[] {
    // Those who wait stand near the end.
    let from = this.entries.length;
    for (let entry = this.entries[from - 1]; entry && isBefore(id, entry); entry = this.entries[from - 1]) from -= 1;
    return this.entries.slice(from, from + most);
  }
}

export function isBefore(one: StreamId, other: StreamId): boolean {
  return one.ms < other.ms || (one.ms === other.ms && one.sequence < other.sequence);
}

export function idText({ ms, sequence }: StreamId): string {
  return `${ms}-${sequence}`;
}

export function parseId(text: string): StreamId {
  const [ms, sequence = '0'] = text.split('-');
  return { ms: Number(ms), sequence: Number(sequence) };
}
