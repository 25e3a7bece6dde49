import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playgroundSettings } from '../chat/playground-settings.ts';
import type { ProcessPlan } from './supervisor.ts';

const PACKAGE = join(import.meta.dirname, '..', '..', 'node_modules', '@microsoft', 'm365agentsplayground');
const LOOPBACK_ONLY = join(import.meta.dirname, 'loopback-only.cjs');

/** How to start Microsoft's Playground, the Teams-like client, for the bot at `endpoint`. */
export function planPlayground(folder: string, port: number, endpoint: string): ProcessPlan {
  mkdirSync(folder, { recursive: true });
  const settings = join(folder, 'playground.yml');
  writeFileSync(settings, playgroundSettings());
  return {
    name: 'playground',
    command: process.execPath,
    args: [
      ...['--require', LOOPBACK_ONLY, join(PACKAGE, 'cli.js')],
      ...['-e', endpoint, '-c', 'msteams', '-p', String(port), '--disable-telemetry'],
    ],
    env: {
      TEAMSAPPTESTER_BROWSER: 'none',
      M365_AGENTS_PLAYGROUND_CONFIG_PATH: settings,
      M365_AGENTS_PLAYGROUND_LOGFILE: join(folder, 'playground.log'),
      M365_AGENTS_PLAYGROUND_SERVICE_URL: `http://127.0.0.1:${port}/_connector`,
    },
    cwd: folder,
    ready: /^Listening on/,
  };
}
