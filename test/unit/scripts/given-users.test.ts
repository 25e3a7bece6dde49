import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { changeGivenUsers } from '../../../scripts/acl/given-users.ts';

const USERS = 'user admin on #aa ~* &* +@all\nuser bot reset on #bb ~{ops}:* -@all +get\n';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'exo-users-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('a new password stands beside the old one in the file that compose starts Redis with, then alone', () => {
  const inside = folder();
  const read = () => readFileSync(join(inside, 'redis-users.acl'), 'utf8');
  writeFileSync(join(inside, 'redis-users.acl'), USERS);

  changeGivenUsers(join(inside, 'redis-url-bot'), 'bot', '#cc', false);
  expect(read()).toBe(USERS.replace('#bb', '#cc #bb'));
  changeGivenUsers(join(inside, 'redis-url-bot'), 'bot', '#cc', true);
  expect(read()).toBe(USERS.replace('#bb', '#cc'));
});

test('without such a file nothing is made', () => {
  const inside = folder();

  changeGivenUsers(join(inside, 'redis-url-bot'), 'bot', '#cc', true);

  expect(() => readFileSync(join(inside, 'redis-users.acl'))).toThrow('ENOENT');
});
