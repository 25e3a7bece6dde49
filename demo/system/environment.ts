/** What every process of a system needs from its parent; nothing that could configure our own processes by accident. */
const NAMES = [
  'PATH',
  'Path',
  'PATHEXT',
  'HOME',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'ProgramData',
  'ProgramFiles',
  'SystemRoot',
  'SystemDrive',
  'windir',
  'ComSpec',
  'TEMP',
  'TMP',
  'TMPDIR',
  'LANG',
  'LC_ALL',
  'TZ',
  // Where Node keeps what it compiled: half the time of a start, where the tests set it.
  'NODE_COMPILE_CACHE',
] as const;

export function inheritedEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const inherited: Record<string, string> = {};
  for (const name of NAMES) {
    const value = env[name];
    if (value !== undefined) inherited[name] = value;
  }
  return inherited;
}
