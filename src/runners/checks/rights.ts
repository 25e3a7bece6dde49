import { execFileSync } from 'node:child_process';
import type { WhoElse } from '../../process/checks/files.ts';
import { childEnvironment } from '../powershell/launch/child-environment.ts';
import { planLaunch } from '../powershell/launch/executable.ts';

/** Well-known groups that hold more than one account, as SDDL writes them. https://learn.microsoft.com/windows/win32/secauthz/sid-strings */
const GROUPS: Readonly<Record<string, string>> = {
  WD: 'Everyone',
  'S-1-1-0': 'Everyone',
  AN: 'Anonymous',
  'S-1-5-7': 'Anonymous',
  AU: 'Authenticated Users',
  'S-1-5-11': 'Authenticated Users',
  BU: 'Users',
  'S-1-5-32-545': 'Users',
  BG: 'Guests',
  'S-1-5-32-546': 'Guests',
  IU: 'Interactive',
  'S-1-5-4': 'Interactive',
  NU: 'Network',
  'S-1-5-2': 'Network',
  SU: 'every service',
  'S-1-5-6': 'every service',
  DU: 'Domain Users',
};
/** Those of a domain end in a number of their own. */
const DOMAIN_USERS = /^S-1-5-21-.*-513$/;

/** Groups that an access list lets in, by its text in SDDL. An allowing entry of any kind counts. */
export function groupsIn(sddl: string): string[] {
  // A condition has brackets of its own, so the entries are not counted by brackets; the list of audits comes last.
  const list = /D:(.*?)(?:S:[A-Z]*(?:\(|$)|$)/s.exec(sddl)?.[1];
  // No list at all: Windows keeps nobody out.
  if (list === undefined || /^[A-Z]*NO_ACCESS_CONTROL/.test(list)) return ['Everyone'];
  const found = [...list.matchAll(/\((X?A);[^;]*;[^;]*;[^;]*;[^;]*;([^;)]+)/g)].flatMap(
    ([, , who = '']) => GROUPS[who] ?? (DOMAIN_USERS.test(who) ? 'Domain Users' : []),
  );
  return [...new Set(found)];
}

/** Who else can read a file by its access list, which PowerShell reads. */
export function byRights(
  executable: string,
  env: Readonly<Record<string, string | undefined>>,
  advice: string,
): WhoElse {
  return (path) => {
    const { executable: shell } = planLaunch(executable, env, process.execPath);
    const sddl = execFileSync(
      shell,
      ['-NoProfile', '-NonInteractive', '-Command', '(Get-Acl -LiteralPath $env:EXO_CHECKED_FILE).Sddl'],
      {
        env: { ...childEnvironment(env, executable), EXO_CHECKED_FILE: path },
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 15_000,
      },
    );
    // Without a console PowerShell may break a long line.
    const groups = groupsIn(sddl.replaceAll(/\s/g, ''));
    return groups.length > 0 ? { who: groups.join(', '), advice } : undefined;
  };
}
