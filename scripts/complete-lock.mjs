// node scripts/complete-lock.mjs: adds to package-lock.json the optional packages of other platforms that the npm
// registry in use did not serve when the lock was written. `npm ci` refuses a lock without them; they are installed on
// their platforms alone. Run it after every `npm install` that says nothing was missing but makes `npm ci` fail.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../package-lock.json', import.meta.url);
const PLATFORM =
  /(android|darwin|linux|win32|freebsd|openbsd|netbsd|sunos|aix|openharmony)-(arm64|x64|ia32|arm|riscv64|ppc64|s390x|loong64|mips64el)/;

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const { packages } = lock;
let added = 0;
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (path === '' || packages[place] || packages[`${path}/${place}`]) continue;
    const platform = PLATFORM.exec(name);
    packages[place] = {
      version: range.replace(/^[\^~]/, ''),
      ...(entry.dev ? { dev: true } : {}),
      optional: true,
      ...(platform ? { os: [platform[1]], cpu: [platform[2]] } : {}),
      ...(name.endsWith('-musl') ? { libc: ['musl'] } : {}),
    };
    added += 1;
  }
}
const sorted = Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, null, 2)}\n`);
console.log(`${added} packages of other platforms added to package-lock.json`);
