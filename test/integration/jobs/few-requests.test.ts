import { expect, test } from 'vitest';
import { measureGraph } from '../../bench/measure-graph.ts';

test('an onboarding asks Graph little, and a second one less, without a write', async () => {
  const { first, again, plan, planAgain, link } = await measureGraph();

  // The application, the enterprise application, three grants, the role, the certificate.
  expect(first.writes).toBe(7);
  expect(first.requests).toBeLessThanOrEqual(14);
  expect(again).toMatchObject({ writes: 0, signIn: 0 });
  expect(again.requests).toBeLessThanOrEqual(5);
  expect(plan).toMatchObject({ writes: 0 });
  expect(plan.requests).toBeLessThanOrEqual(5);
  expect(planAgain).toMatchObject({ writes: 0 });
  expect(planAgain.requests).toBeLessThanOrEqual(5);
  expect(link.writes).toBe(3);
  expect(link.requests).toBeLessThanOrEqual(14);
});
