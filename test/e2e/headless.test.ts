import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { quickDisk } from '../support/quick-folder.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'demo', 'main.ts');

describe('npm run demo -- --headless --year', () => {
  it('plays what --headless alone plays and the year after it, prints the conversation and finds every proof', async () => {
    const { REDIS_URL: _, ...env } = process.env;

    const child = spawn(process.execPath, [MAIN, '--headless', '--year'], {
      env: { ...env, TMPDIR: quickDisk() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);

    expect(out).toContain('All proofs are there');
    expect(code, out).toBe(0);
    expect(out).toContain('Mia Okafor:\n    @exo onboard contoso');
    expect(out).toContain('Jon Berg:\n    [clicks Approve]');
    expect(out).toContain('Mia Okafor:\n    [clicks ServiceNow uses it]');
    expect(out).toContain('contoso is suspended by @Sam Lindqvist.');
    expect(out).toContain('contoso is offboarded.');
    expect(out).toMatch(/exo, to Mia Okafor alone:/);
  });
});
