import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CommonEnvironment, readEnvironment } from '../src/process/config/load.ts';
import { ConfigurationError, EXIT_CONFIGURATION } from '../src/process/errors.ts';
import { makeRedisUsers } from './acl/secrets.ts';
import { KEY_KINDS, makeKey, makePublicKey } from './key-files.ts';
import { giveToServices } from './secrets/services.ts';

/**
 * `npm run make-secrets [-- <folder>] [--redis rediss://<host>:<port>] [--services <folder>]`: makes what infra/compose.yaml
 * reads from infra/secrets. What is there already stays. Only the owner may enter the folder; the files can be read by everybody who
 * gets in, because the containers' users must. `--redis` is where bot and jobs find a Redis of one's own. `--services` gives each
 * service what it needs and no more, e.g. in /etc/exo.
 */
const infra = join(import.meta.dirname, '..', 'infra');
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { redis: { type: 'string', default: 'redis://redis:6379' }, services: { type: 'string' } },
});
const folder = positionals[0] ?? join(infra, 'secrets');
mkdirSync(folder, { recursive: true, mode: 0o700 });

await makeKeys();
const { EXO_NAMESPACE: namespace } = readEnvironment(CommonEnvironment, process.env);
if (existsSync(join(folder, 'redis-url')) && !existsSync(join(folder, 'redis-url-bot'))) {
  console.log('redis-users.acl and redis-url are of an earlier version, which had one Redis user for bot and jobs.');
  console.log('Move both away, run this again, and append the lines of the runners from the old redis-users.acl.');
  process.exit(EXIT_CONFIGURATION);
}
make(makeRedisUsers(namespace, values.redis));
if (!existsSync(join(folder, 'exo.env'))) copyFileSync(join(infra, 'exo.example.env'), join(folder, 'exo.env'));

const wanted = ['bot-certificate.pem', 'graph-certificate.pem'].filter((name) => !existsSync(join(folder, name)));
if (values.services) give(values.services);
else {
  console.log(`Fill in ${join(folder, 'exo.env')}.`);
  if (wanted.length > 0) console.log(`Put ${wanted.join(' and ')} there too: PEM with certificate and key.`);
}
console.log('docs/go-live.md says where they come from.');

function give(to: string): void {
  try {
    giveToServices(folder, to);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    console.log(`${error.message} ${error.advice}`);
    process.exit(EXIT_CONFIGURATION);
  }
}

/** One key for each role. The single key of the first release becomes the orchestrator's, so that the runners go on. */
async function makeKeys(): Promise<void> {
  const first = join(folder, 'signing-key.json');
  const orchestrator = join(folder, 'orchestrator-key.json');
  if (existsSync(first) && !existsSync(orchestrator)) {
    copyFileSync(first, orchestrator);
    makePublicKey(orchestrator);
    console.log(
      'orchestrator-key.json: taken from signing-key.json. docs/go-live.md, "Upgrade from one signing key", goes on.',
    );
  }
  for (const kind of KEY_KINDS) {
    const name = `${kind}-key.json`;
    if (existsSync(join(folder, name))) {
      console.log(`${name}: kept.`);
      continue;
    }
    await makeKey(kind, join(folder, name), 0o644);
    console.log(`${name}: made.`);
  }
}

/** Writes files that belong together, unless one of them exists. */
function make(files: Readonly<Record<string, string>>): void {
  const present = Object.keys(files).filter((name) => existsSync(join(folder, name)));
  if (present.length > 0) {
    console.log(`${present.join(', ')}: kept.`);
    return;
  }
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), content, { mode: 0o644, flag: 'wx' });
    console.log(`${name}: made.`);
  }
}
