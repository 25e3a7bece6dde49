import { isStandInScript } from './executable.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What PowerShell and the Exchange module need of the runner's environment. Left out on purpose: everything of ours
 * (Redis address, keys), and PSModulePath, since a path of PowerShell 7 breaks Windows PowerShell, which builds its own.
 */
const ALLOWED: ReadonlySet<string> = new Set([
  'PATH',
  'PATHEXT',
  'COMSPEC',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'OS',
  'TEMP',
  'TMP',
  'TMPDIR',
  'HOME',
  'HOMEDRIVE',
  'HOMEPATH',
  'USERPROFILE',
  'USERNAME',
  'USERDOMAIN',
  'COMPUTERNAME',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'ALLUSERSPROFILE',
  'PUBLIC',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  'PROGRAMW6432',
  'COMMONPROGRAMFILES',
  'COMMONPROGRAMFILES(X86)',
  'COMMONPROGRAMW6432',
  'PROCESSOR_ARCHITECTURE',
  'NUMBER_OF_PROCESSORS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'LANG',
  'LC_ALL',
]);

/** The stand-in is configured by variables, and being Node it starts faster where its modules are compiled already. */
const STAND_IN = /^(EXO_STANDIN_.*|NODE_COMPILE_CACHE)$/;

/** Escape codes would mix with results, and PowerShell 7 would call home. */
const FIXED = {
  NO_COLOR: '1',
  TERM: 'dumb',
  POWERSHELL_TELEMETRY_OPTOUT: '1',
  POWERSHELL_UPDATECHECK: 'Off',
} as const;

/** Environment of one PowerShell process. A step's secret is not in it: other processes of the account could read that. */
export function childEnvironment(env: Environment, executable: string): Record<string, string> {
  const child: Record<string, string> = {};
  const standIn = isStandInScript(executable);
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined) continue;
    // Windows knows "Path" and "PATH" as one name.
    const known = ALLOWED.has(name.toUpperCase()) || (standIn && STAND_IN.test(name));
    if (known) child[name] = value;
  }
  return Object.assign(child, FIXED);
}
