import { extname, resolve, win32 } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

const NODE_SCRIPT = new Set(['.mjs', '.js', '.ts']);

/** True when `EXO_POWERSHELL` names a script of Node: a stand-in for PowerShell, on every operating system. */
export function isStandInScript(executable: string): boolean {
  return NODE_SCRIPT.has(extname(executable).toLowerCase());
}

export interface Launch {
  readonly executable: string;
  /** In this order on the command line; node-powershell puts `-NoLogo` before and `-NoExit -Command -` behind. */
  readonly executableOptions: Readonly<Record<string, string | boolean>>;
}

const SWITCHES = { '-NoProfile': true, '-NonInteractive': true, '-ExecutionPolicy': 'RemoteSigned' } as const;

/**
 * How to start PowerShell. Windows' own `powershell.exe` is named by its full path, because a bare name is looked for
 * in the working folder first. A stand-in is run by this process's Node: the option `-NoLogo`, which node-powershell
 * puts before all others, is switched off so that the script comes first.
 */
export function planLaunch(executable: string, env: Environment, nodePath: string): Launch {
  if (isStandInScript(executable)) {
    return { executable: nodePath, executableOptions: { '-NoLogo': false, [resolve(executable)]: true, ...SWITCHES } };
  }
  return { executable: fullPath(executable, env), executableOptions: { ...SWITCHES } };
}

function fullPath(executable: string, env: Environment): string {
  const systemRoot = env['SystemRoot'] ?? env['SYSTEMROOT'];
  if (!systemRoot || !/^powershell(\.exe)?$/i.test(executable)) return executable;
  return win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');
}
