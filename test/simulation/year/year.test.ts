import { expect, test } from 'vitest';
import { checkYear } from './check-year.ts';

/** `npm run simulate -- --year` lives the year of two hundred. */
test('a year of twenty tenants: each is renewed in its time, and whoever never answers is told, admins too', async () => {
  expect(await checkYear(20)).toMatchObject({ wrong: [], renewals: 20, silent: 1, reminders: 4 });
});
