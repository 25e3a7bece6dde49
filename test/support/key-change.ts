import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Supervisor } from '../../demo/system/supervisor.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const GUIDE = join(ROOT, 'docs', 'go-live.md');
const SERVICES = ['bot', 'jobs'];

/** Carries out the commands of docs/go-live.md, line by line, as whoever runs exo would. */
export function createOperator(supervisor: Supervisor, keyFolder: string) {
  const until = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const words = (line: string) => line.replaceAll('$KEYS', keyFolder).replaceAll('<date>', until);
  /** What each process has in its environment beside what it started with. */
  const set = new Map(SERVICES.map((service) => [service, new Map<string, string>()]));

  async function startWithSettings(service: string): Promise<void> {
    const plan = supervisor.planOf(service);
    await supervisor.start({ ...plan, env: { ...plan.env, ...Object.fromEntries(set.get(service) ?? []) } });
  }

  async function run(command: string): Promise<{ code: number; out: string }> {
    const { env } = supervisor.planOf('jobs');
    const path = [dirname(process.execPath), process.env['PATH']].join(':');
    const settings = { ...env, ...Object.fromEntries(set.get('jobs') ?? []), PATH: path, HOME: keyFolder };
    return new Promise((resolve) => {
      execFile('bash', ['-c', command], { cwd: ROOT, env: settings }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out: stdout + stderr }),
      );
    });
  }

  return {
    /** @returns what the commands printed */
    async change(kind: 'orchestrator' | 'bot' | 'seal'): Promise<string> {
      let addressed: readonly string[] = [];
      let said = '';
      for (const line of commandsOf(kind).map(words)) {
        const setting = /^([A-Z_]+)=(.*)$/.exec(line);
        if (line.startsWith('# for ')) addressed = SERVICES.filter((service) => line.includes(service));
        else if (line === '# stop bot and jobs') await Promise.all(SERVICES.map((each) => supervisor.stop(each)));
        else if (line === '# start bot and jobs') await Promise.all(SERVICES.map(startWithSettings));
        else if (setting) for (const service of addressed) set.get(service)?.set(setting[1] ?? '', setting[2] ?? '');
        else if (line.startsWith('#')) throw new Error(`docs/go-live.md says "${line}", which nobody can carry out`);
        else said += await succeed(line);
      }
      return said;
    },
    /** `keys:rotate` once more. */
    rotate: (kind: string) => run(`npm run --silent keys:rotate -- ${kind}`),
    /** Ends the change: from now on nobody believes the previous keys. */
    async finish(): Promise<void> {
      await Promise.all(SERVICES.map((each) => supervisor.stop(each)));
      await run(`rm ${keyFolder}/*.previous`);
      for (const service of SERVICES) {
        const settings = set.get(service);
        const plan = supervisor.planOf(service);
        const env = Object.entries(plan.env).filter(([name]) => !settings?.has(name));
        settings?.clear();
        await supervisor.start({ ...plan, env: Object.fromEntries(env) });
      }
    },
  };

  /** `keys:rotate` may say that something is left; everything else must succeed. */
  async function succeed(command: string): Promise<string> {
    const { code, out } = await run(command);
    if (code === 0 || (command.includes('keys:rotate') && out.includes('Left:'))) return out;
    throw new Error(`${command} ended with ${code}: ${out}`);
  }
}

/** The lines of the block that stands behind its mark in the guide. */
function commandsOf(kind: string): string[] {
  const block = new RegExp(`<!-- change the ${kind} key -->\\n\`\`\`\\n([\\s\\S]*?)\`\`\``).exec(
    readFileSync(GUIDE, 'utf8'),
  );
  const lines = block?.[1]?.split('\n').filter((line) => line.trim() !== '') ?? [];
  if (lines.length === 0) throw new Error(`docs/go-live.md does not say how to change the ${kind} key`);
  return lines;
}
