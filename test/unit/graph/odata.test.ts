import { expect, test } from 'vitest';
import { literal, withQuery } from '../../../src/graph/requests/odata.ts';

test('a literal cannot leave its quotes or its path segment', () => {
  expect(literal("o'hara/x&y")).toBe("'o''hara%2Fx%26y'");
});

test('query values are escaped, names are not', () => {
  const path = withQuery('/servicePrincipals', { $filter: "a eq 'https://x & y'", $select: 'id,appId' });

  expect(path).toBe("/servicePrincipals?$filter=a%20eq%20'https%3A%2F%2Fx%20%26%20y'&$select=id%2CappId");
});
