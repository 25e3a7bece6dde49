export type Entry = readonly [member: string, score: number];

/** Members in the order of their scores, and of their texts where these are equal. */
export class SortedSet {
  readonly #scores = new Map<string, number>();
  #sorted: Entry[] | undefined = [];

  get size(): number {
    return this.#scores.size;
  }

  score(member: string): number | undefined {
    return this.#scores.get(member);
  }

  add(member: string, score: number): void {
    if (this.#scores.get(member) === score) return;
    this.#scores.set(member, score);
    this.#sorted = undefined;
  }

  remove(member: string): boolean {
    if (!this.#scores.delete(member)) return false;
    this.#sorted = undefined;
    return true;
  }

  entries(): readonly Entry[] {
    this.#sorted ??= [...this.#scores].sort(
      ([one, score], [other, otherScore]) => score - otherScore || (one < other ? -1 : 1),
    );
    return this.#sorted;
  }
}
