/** One line of the table. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it must be; missing where it is shown for the record. */
  readonly limit?: Limit;
  /** What it was made of. */
  readonly detail: string;
}

export type Limit = { readonly most: number } | { readonly least: number };

export function isWithin({ value, limit }: Measure): boolean {
  if (!limit) return true;
  return 'most' in limit ? value <= limit.most : value >= limit.least;
}

export function inTable(measures: readonly Measure[]): string {
  const rows = measures.map((measure) => {
    const { name, value, unit, limit, detail } = measure;
    const bound = limit ? ('most' in limit ? `<= ${limit.most}` : `>= ${limit.least}`) : '';
    const verdict = limit ? (isWithin(measure) ? 'ok' : 'over') : '';
    return [name.padEnd(56), `${value}${unit}`.padStart(10), bound.padStart(9), verdict.padEnd(4), detail].join('  ');
  });
  return `${rows.join('\n')}\n`;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

/** @param share 0.5 for the median */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0;
}

export function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
