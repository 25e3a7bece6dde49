import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { createServer } from './runner-setup.ts';

/**
 * Servers that are installed already, for tests of what comes after: the first with these arguments is installed, what
 * it left is copied for the others. All of them must have the same folder.
 */
export function createInstalledServers() {
  const kept = mkdtempSync(join(tmpdir(), 'exo installed '));
  const copies = new Map<string, string>();
  return {
    async install(server: ReturnType<typeof createServer>, args: Record<string, unknown> = {}): Promise<void> {
      const what = JSON.stringify(args);
      const copy = copies.get(what);
      if (copy) return cpSync(copy, server.folder, { recursive: true });
      const { ok, message } = await server.install(args);
      if (!ok) throw new Error(`Install-Runner.ps1 failed: ${message}`);
      const made = join(kept, String(copies.size));
      cpSync(server.folder, made, { recursive: true });
      copies.set(what, made);
    },
    [Symbol.dispose]: () => rmSync(kept, { recursive: true, force: true }),
  };
}
