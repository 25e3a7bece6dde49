import { expect, test } from 'vitest';
import { checkYear } from './check-year.ts';

/** `npm run simulate -- --year` lives the year of two hundred. */
test('a year of forty tenants: each is renewed in its time, and whoever never answers is told, admins too', async () => {
  expect(await checkYear(40)).toMatchObject({ wrong: [], renewals: 40, silent: 2, reminders: 8 });
});
