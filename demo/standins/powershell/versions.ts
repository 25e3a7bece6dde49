/** Compares versions such as `3.10.1` number by number. */
export function olderThan(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
