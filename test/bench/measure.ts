/** One line of the table. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What it must be; missing where it is shown for the record. */
  readonly limit?: { readonly most: number } | { readonly least: number };
  /** What it was made of. */
  readonly detail: string;
}

export function holds({ value, limit }: Measure): boolean {
  if (!limit) return true;
  return 'most' in limit ? value <= limit.most : value >= limit.least;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

export function round(value: number, digits = 3): number {
  return Number(value.toFixed(digits));
}
