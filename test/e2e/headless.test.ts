import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '..', '..', 'demo', 'main.ts');

describe('npm run demo -- --headless', () => {
  it('onboards contoso twice, prints the conversation and finds every proof', async () => {
    const { REDIS_URL: _, ...env } = process.env;

    const child = spawn(process.execPath, [MAIN, '--headless'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [out, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);

    expect(out).toContain('All proofs are there');
    expect(code, out).toBe(0);
    expect(out).toContain('Mia Okafor:\n    @exo onboard contoso');
    expect(out).toContain('Jon Berg:\n    [clicks Approve]');
    expect(out).toMatch(/exo, to Mia Okafor alone:/);
  });
});
