import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { WORKER_SCRIPTS } from '../../../../src/process/bullmq/scripts.ts';
import { createRedisKeys } from '../../../../src/process/redis/redis-keys.ts';
import { aclPassword, runnerAclRule } from '../../../../src/process/redis/runner-acl.ts';

const ROOT = join(import.meta.dirname, '../..', '..', '..');
const SCRIPTS = join(ROOT, 'node_modules', 'bullmq', 'dist', 'esm', 'scripts');
describe('the Redis rule of a runner', () => {
  const rule = runnerAclRule(createRedisKeys('ops'), 'mid1-elevated', aclPassword('secret'));

  it('reaches the keys of its own queue, no channel and no command that is not named', () => {
    expect(rule.slice(0, 2)).toEqual(['reset', 'on']);
    expect(rule.filter((token) => /^[~%&]|allkeys|allchannels/.test(token))).toEqual(['~{ops}:mid1-elevated:*']);
    expect(rule).toContain('resetchannels');
    expect(rule.filter((token) => token.includes('@'))).toEqual(['-@all']);
  });

  it('lets it call scripts that are there, and make none', () => {
    expect(rule).toContain('+evalsha');
    expect(rule.filter((token) => /eval(?!sha$)|script|function|fcall/.test(token))).toEqual([]);
  });

  it('carries the hash of the password, not the password', () => {
    expect(rule.filter((token) => /^[#>]/.test(token))).toEqual([expect.stringMatching(/^#[0-9a-f]{64}$/)]);
  });

  it.each(WORKER_SCRIPTS)("allows all that BullMQ's script %s does", (name) => {
    const file = readdirSync(SCRIPTS).find((each) => new RegExp(`^${name}-\\d+\\.js$`).test(each));
    const lua = readFileSync(join(SCRIPTS, file ?? expect.fail(`BullMQ has no script ${name}`)), 'utf8');

    const used = new Set([...lua.matchAll(/(?:rcall|redis\.p?call)\(\s*["'](\w+)["']/g)].map(([, command]) => command));

    expect([...used].filter((command) => !rule.includes(`+${command?.toLowerCase()}`))).toEqual([]);
  });

  it('is what docs/go-live.md shows', () => {
    const shown = /^user mid1-elevated (.*)$/m.exec(readFileSync(join(ROOT, 'docs', 'go-live.md'), 'utf8'))?.[1];

    expect(shown?.split(' ')).toEqual(runnerAclRule(createRedisKeys('ops'), 'mid1-elevated', '>PASSWORD'));
  });
});
