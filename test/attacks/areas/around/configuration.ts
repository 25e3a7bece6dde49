import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { inheritedEnvironment } from '../../../../demo/system/environment.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { plainConfig } from '../../world/landscape.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..', '..');
const GRAPH = '00000003-0000-0000-c000-000000000000';
type Config = ReturnType<typeof plainConfig> & Record<string, unknown>;
type Which = 'bot' | 'jobs';

/** A configuration that gives away more than it says. exo must not start with it (exit code 78). */
export const configuration: Area = {
  name: 'configuration',
  prepare(world) {
    let number = 0;
    async function starts(script: string, env: Readonly<Record<string, string>>, args: readonly string[] = []) {
      const child = spawn(process.execPath, [join(ROOT, script), ...args], {
        env: { ...inheritedEnvironment(process.env), ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let said = '';
      let ready = false;
      for (const stream of [child.stdout, child.stderr]) {
        stream.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          // It got through its configuration: it need not go on.
          if (!/ is ready"/.test(said)) return;
          ready = true;
          child.kill('SIGKILL');
        });
      }
      const timer = setTimeout(() => child.kill('SIGKILL'), 60_000);
      const [code] = await once(child, 'close');
      clearTimeout(timer);
      if (code === null && !ready) throw new Error(`it neither starts nor ends: ${said.slice(-200)}`);
      return { code: ready ? undefined : Number(code), said };
    }
    const refuses = (
      what: string,
      which: Which,
      change: (config: Config) => void,
      env: Readonly<Record<string, string>> = {},
    ) =>
      tried(what, async () => {
        const config: Config = structuredClone(plainConfig('https://exo.fabrikam.example'));
        change(config);
        number += 1;
        const file = join(world.folder, `config-${number}.yaml`);
        writeFileSync(file, stringify(config));
        const plan = world.plans[which];
        // A namespace of its own: should it start, it must not do the work of the others.
        const own = {
          EXO_NAMESPACE: `${world.namespace}-c`,
          EXO_CONFIG: file,
          PORT: '0',
          EXO_AUDIT_FILE: join(world.folder, `audit-${number}.log`),
        };
        const { code, said } = await starts(plan.args[0]?.includes('bot') ? 'src/bot/main.ts' : 'src/jobs/main.ts', {
          ...plan.env,
          ...own,
          ...env,
        });
        return unless(code !== 78 && (code === undefined ? 'it starts' : `it ends with ${code}: ${said.slice(-120)}`));
      });
    const permission = (value: string, appRoleId: string, meaning: string) => (config: Config) => {
      const graph = { resourceAppId: GRAPH, resourceName: 'Microsoft Graph', appRoleId, value, meaning };
      config['application'] = { permissions: [graph] };
    };
    const groups = (config: Config): Record<string, { servers: Record<string, unknown>[] }> => config.serverGroups;
    const runnerOf = (config: Config, group: string, runner: string) => {
      Object.assign(groups(config)[group]?.servers[0] ?? {}, { elevated: runner });
    };
    const acl = (name: string) =>
      tried(`a Redis user for a runner called "${name}"`, async () => {
        const { code, said } = await starts(
          'scripts/runner-acl.ts',
          { EXO_NAMESPACE: 'x', REDIS_URL: 'redis://127.0.0.1:1' },
          [name],
        );
        return unless(code === 0 && said.slice(0, 100));
      });
    const nothing = () => undefined;
    return {
      together: true,
      attempts: [
        refuses('a runner that serves two groups', 'jobs', (config) =>
          runnerOf(config, 'othercustomer', 'mid1-elevated'),
        ),
        refuses('a MID server that is in two groups', 'jobs', (config) => {
          const [server] = groups(config)['emea']?.servers ?? [];
          if (server) groups(config)['othercustomer'] = { servers: [server] };
        }),
        refuses('two tenants with one id', 'jobs', (config) => {
          const [one, two] = Object.values<Record<string, unknown>>(config.tenants);
          if (one && two) two['id'] = one['id'];
        }),
        refuses('two tenants with one domain', 'jobs', (config) => {
          const [one, two] = Object.values<Record<string, unknown>>(config.tenants);
          if (one && two) two['domain'] = String(one['domain']).toUpperCase();
        }),
        refuses(
          'RoleManagement.ReadWrite.Directory that is called "read mail"',
          'jobs',
          permission('RoleManagement.ReadWrite.Directory', '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8', 'read mail'),
        ),
        refuses(
          'the id of a tier-0 permission under the name Mail.Read',
          'jobs',
          permission('Mail.Read', '9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8', 'read mail'),
        ),
        refuses(
          'AppRoleAssignment.ReadWrite.All in capital letters',
          'jobs',
          permission('X', '06B708A9-E830-4DB3-A914-8E69DA51D44F', 'read mail'),
        ),
        refuses('a public address with javascript:', 'bot', (config) => {
          config.publicUrl = 'javascript:alert(1)';
        }),
        refuses('a public address without TLS', 'bot', (config) => {
          config.publicUrl = 'http://exo.fabrikam.example';
        }),
        refuses('a public address with a password in it', 'bot', (config) => {
          config.publicUrl = 'https://user:secret@exo.fabrikam.example';
        }),
        refuses('Redis on another host without TLS (bot)', 'bot', nothing, {
          REDIS_URL: 'redis://bot:x@redis.fabrikam.example:6379',
        }),
        refuses('Redis on another host without TLS (jobs)', 'jobs', nothing, {
          REDIS_URL: 'redis://jobs:x@10.0.0.7:6379',
        }),
        refuses('a bot without token checks in production', 'bot', nothing, {
          EXO_BOT_AUTH: 'off',
          NODE_ENV: 'production',
        }),
        refuses('a bot without an application id', 'bot', nothing, { MicrosoftAppId: '' }),
        refuses('a sign-in host without TLS', 'bot', nothing, {
          AZURE_AUTHORITY_HOST: 'http://login.microsoftonline.com',
        }),
        refuses('an unknown setting that looks like a fence', 'jobs', (config) => {
          Object.assign(config, { readOnly: true });
        }),
        refuses('a role that does not exist', 'jobs', (config) => {
          Object.assign(config.roles, { superadmin: [] });
        }),
        refuses('a key of the first release in place of one for each role', 'jobs', nothing, {
          EXO_SIGNING_KEY_FILE: world.plans.jobs.env['EXO_ORCHESTRATOR_KEY_FILE'] ?? '',
        }),
        ...['bot', 'cloud', 'run', 'journal', 'runners', 'chat', 'open', 'consent'].map((name) =>
          refuses(`a runner called "${name}"`, 'jobs', (config) => runnerOf(config, 'othercustomer', name)),
        ),
        ...['cloud', 'runners', 'mid*', 'a:b', 'mid1-elevated ~*'].map(acl),
      ],
    };
  },
};
