import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import '../../../src/bot/teams/server/adapter.ts';
import '../../../src/bot/teams/receive/dispatch.ts';

it('loads teams-ai without the dialogs and recognizers that it brings for a sign-in of users', () => {
  const loaded = Object.keys(createRequire(import.meta.url).cache);

  expect(loaded.filter((file) => /teams-ai.lib.Application\.js$/.test(file))).toHaveLength(1);
  expect(loaded.filter((file) => /botbuilder-dialogs|recognizers-text/.test(file))).toEqual([]);
});
