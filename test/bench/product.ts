import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessPlan } from '../../demo/system/supervisor.ts';
import { createSigningKey, publicSigningKey } from '../../src/contracts/trust/signing.ts';
import type { Stage } from './stage.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Nobody answers there: what is measured asks Microsoft nothing. */
const NOWHERE = 'https://127.0.0.1:9';

const CONFIG = `
organisation: { name: Fabrikam, tenantId: 7f2d1c3a-1111-4a5b-9c6d-0123456789ab }
deploymentKey: fabrikam
roles:
  approver: [{ person: 0d9a1b2c-0000-4000-8000-000000000002, name: Jon Berg }]
serverGroups:
  emea: { servers: [{ name: g0-mid1, primary: true, elevated: g0-mid1-elevated, connect: g0-mid1-connect, serviceAccount: LocalSystem }] }
`;

/** The product's own bot and jobs on a stage, with its keys. */
export async function planProduct({ folder, tools }: Stage): Promise<{ bot: ProcessPlan; jobs: ProcessPlan }> {
  const { world } = tools;
  const write = (name: string, content: object | string) => {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
    return file;
  };
  const bot = await createSigningKey();
  const common = {
    REDIS_URL: world.redisUrl,
    EXO_NAMESPACE: world.namespace,
    EXO_CONFIG: write('exo.yaml', CONFIG),
    EXO_SEAL_KEY_FILE: write('seal.json', world.seal),
    AZURE_AUTHORITY_HOST: NOWHERE,
    LOG_LEVEL: 'info',
  };
  const node = { command: process.execPath, cwd: ROOT };
  return {
    bot: {
      ...node,
      name: 'bot',
      // As `npm run bot` starts it.
      args: ['--max-semi-space-size=2', join(ROOT, 'src/bot/main.ts')],
      ready: /"bot is ready"/,
      env: {
        ...common,
        NODE_COMPILE_CACHE: join(ROOT, '.exo', 'compile-cache'),
        EXO_BOT_AUTH: 'off',
        PORT: '0',
        EXO_BOT_KEY_FILE: write('bot.json', bot),
        EXO_ORCHESTRATOR_PUBLIC_KEY_FILE: write('orchestrator.pub.json', publicSigningKey(world.orchestrator)),
      },
    },
    jobs: {
      ...node,
      name: 'product-jobs',
      args: [join(ROOT, 'src/jobs/main.ts')],
      ready: /"jobs is ready"/,
      env: {
        ...common,
        EXO_ORCHESTRATOR_KEY_FILE: write('orchestrator.json', world.orchestrator),
        EXO_BOT_PUBLIC_KEY_FILE: write('bot.pub.json', publicSigningKey(bot)),
        EXO_AUDIT_FILE: join(folder, 'audit.jsonl'),
        EXO_APPROVAL_PORT: '0',
        AZURE_CLIENT_ID: 'b00757a9-0000-4000-8000-000000000001',
        AZURE_TENANT_ID: '7f2d1c3a-1111-4a5b-9c6d-0123456789ab',
        AZURE_CLIENT_SECRET: 'nobody-asks-for-it',
        EXO_GRAPH_URL: NOWHERE,
      },
    },
  };
}
