import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { formatHashes, HASHES_FILE, hashFolder, sha256 } from '../../scripts/bundle/hashes.ts';
import type { PowerShellSession } from './pwsh-session.ts';

export const SETUP_FOLDER = join(import.meta.dirname, '..', '..', 'infra', 'windows');
const WORLD = join(import.meta.dirname, '..', 'powershell', 'setup-world.ps1');

const Result = z.object({
  ok: z.boolean(),
  output: z.array(z.string()).optional(),
  message: z.string().optional(),
  /** What the doubles were asked to change, in this order. */
  calls: z.array(z.string()),
});

/**
 * A bundle of three files and a Windows server to install it on, in a folder whose name PowerShell takes for a pattern.
 * @param powershell runs what is called; not needed where nothing is
 * @param folder does not exist or is empty
 */
export function createServer(powershell?: PowerShellSession, folder = makeServerFolder()) {
  const bundle = join(folder, 'bundle');
  const programs = join(folder, 'programs');
  const data = join(folder, 'data');
  const serviceHost = join(folder, 'WinSW-x64.exe');
  const write = (file: string, text: string) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  const world = { Administrator: true, Owner: 'BA', Stuck: '', Services: {}, Sddl: {} };
  write(join(folder, 'world.json'), JSON.stringify(world));
  write(serviceHost, 'WinSW');
  cpSync(join(SETUP_FOLDER, 'services'), join(bundle, 'install', 'services'), { recursive: true });
  write(join(bundle, 'src', 'runners', 'main.ts'), 'start();\n');
  const make = (version: string) => {
    write(join(bundle, 'package.json'), JSON.stringify({ version }));
    const list = formatHashes(hashFolder(bundle));
    write(join(bundle, HASHES_FILE), list);
    return sha256(list);
  };
  let announced = make('1.0.0');

  return {
    folder,
    bundle,
    programs,
    data,
    serviceHost,
    announced: () => announced,
    /** Makes the bundle again, as of another version. */
    release(version: string) {
      announced = make(version);
    },
    /** Who is asking, whom the folders belong to that are there already, which service cannot be stopped. */
    change(world: Partial<{ Administrator: boolean; Owner: string; Stuck: string }>) {
      const file = join(folder, 'world.json');
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...world }));
    },
    /** @param location folder that PowerShell is in */
    async run(script: string, args: Record<string, unknown>, location = '') {
      const roots = { ProgramRoot: programs, DataRoot: data };
      const call = { script, location, arguments: { Server: 'mid1', ...roots, ...args } };
      write(join(folder, 'call.json'), JSON.stringify(call));
      return Result.parse(await powershell?.run(WORLD, { SetupFolder: SETUP_FOLDER, Folder: folder }));
    },
    async install(args: Record<string, unknown> = {}, location = '') {
      const bundleArguments = { BundlePath: bundle, Sha256: announced };
      const host = { ServiceHost: serviceHost, ServiceHostSha256: sha256('WinSW') };
      const all = { ...bundleArguments, ...host, ConnectAccount: 'CORP\\mid$', ...args };
      return this.run('Install-Runner.ps1', all, location);
    },
    /** Gives a runner the keys that enrolment makes. */
    enrol(runner: string) {
      write(join(data, runner, 'keys.json'), '{}');
    },
    /** Everything that is installed, with its content. */
    installed() {
      const of = (root: string) => (existsSync(root) ? Object.entries(hashFolder(root)) : []);
      return Object.fromEntries([...of(programs), ...of(data)]);
    },
    [Symbol.dispose]() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function makeServerFolder(): string {
  return mkdtempSync(join(tmpdir(), 'exo setup [1] '));
}
