import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Changes the password of a user in the redis-users.acl beside its file, where there is one.
 * @param hash `#` and the SHA-256 of the password
 * @param only whether other passwords go
 */
export function changeGivenUsers(beside: string, user: string, hash: string, only: boolean): void {
  const file = join(dirname(beside), 'redis-users.acl');
  if (!existsSync(file)) return;
  const lines = readFileSync(file, 'utf8').split('\n');
  const changed = lines.map((line) => {
    const words = line.split(' ');
    if (words[0] !== 'user' || words[1] !== user) return line;
    const others = words.filter((word) => word !== hash && !(only && word.startsWith('#')));
    // After "reset" and "on", before the rights.
    const at = others.indexOf('on') + 1;
    return [...others.slice(0, at), hash, ...others.slice(at)].join(' ');
  });
  writeFileSync(file, changed.join('\n'));
}
