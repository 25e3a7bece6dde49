import { CUSTOMERS, type CustomerSeat, type Kind } from '../attacks/world/landscape.ts';

/** MID servers that are up, by the kind of customer that they serve. Nobody here is hostile: it is one more group. */
export const SERVERS: Readonly<Partial<Record<Kind, readonly string[]>>> = {
  plain: ['mid1'],
  hostile: ['mid9'],
  away: ['mid7'],
  pair: ['mid3', 'mid4'],
};

/** Customers of groups whose servers run, the groups in turn. */
export function seatsOf(runs: number): CustomerSeat[] {
  const groups = [
    ...Map.groupBy(
      CUSTOMERS.filter(({ kind }) => SERVERS[kind]),
      ({ kind }) => kind,
    ).values(),
  ];
  const seats = Array.from({ length: runs }, (_, row) => groups.flatMap((group) => group.slice(row, row + 1))).flat();
  if (seats.length < runs) throw new Error(`There are ${seats.length} customers for ${runs} runs: ask for fewer.`);
  return seats.slice(0, runs);
}
