import { spawnSync } from 'node:child_process';
import { chownSync, copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigurationError } from '../../src/process/errors.ts';

/** What each service reads: name there, and in the folder of secrets. Neither gets what only the other needs. */
const FILES = {
  bot: {
    'redis-url': 'redis-url-bot',
    'bot-key.json': 'bot-key.json',
    'orchestrator-key.json.pub.json': 'orchestrator-key.json.pub.json',
    'seal-key.json': 'seal-key.json',
    'bot-certificate.pem': 'bot-certificate.pem',
  },
  jobs: {
    'redis-url': 'redis-url-jobs',
    'orchestrator-key.json': 'orchestrator-key.json',
    'bot-key.json.pub.json': 'bot-key.json.pub.json',
    'seal-key.json': 'seal-key.json',
    'graph-certificate.pem': 'graph-certificate.pem',
  },
} as const;
const SERVICES = ['bot', 'jobs'] as const;
const ROOT = join(import.meta.dirname, '..', '..');
const CA = 'redis-ca.pem';

/**
 * Copies to `<to>/bot` and `<to>/jobs` what each service reads, for its user alone, and to `<to>` the files of variables, the
 * configuration and the CA of Redis where there is one. Secrets are copied again each time; what people fill in stays.
 * @throws ConfigurationError when something is missing
 */
export function giveToServices(secrets: string, to: string): void {
  const missing = SERVICES.flatMap((service) => Object.values(FILES[service])).filter(
    (name) => !existsSync(join(secrets, name)),
  );
  if (missing.length > 0) {
    throw new ConfigurationError(
      `${secrets} lacks ${missing.join(', ')}.`,
      'Make them as docs/go-live.md says in steps 1 and 2, then run this again.',
    );
  }
  for (const service of SERVICES) {
    mkdirSync(join(to, service), { recursive: true, mode: 0o700 });
    for (const [name, source] of Object.entries(FILES[service])) {
      writeFileSync(join(to, service, name), readFileSync(join(secrets, source)), { mode: 0o600 });
    }
    giveTo(`exo-${service}`, join(to, service));
    putVariables(service, secrets, to);
  }
  if (existsSync(join(secrets, CA))) copyFileSync(join(secrets, CA), join(to, CA));
  keepOrMake(join(to, 'exo.config.yaml'), () => readFileSync(join(ROOT, 'exo.config.yaml'), 'utf8'));
  console.log(`Fill in ${join(to, 'bot.env')} and ${join(to, 'jobs.env')}.`);
}

function putVariables(service: string, secrets: string, to: string): void {
  keepOrMake(join(to, `${service}.env`), () => {
    const text = readFileSync(join(ROOT, 'infra', 'systemd', `${service}.env`), 'utf8');
    const withCa = existsSync(join(secrets, CA))
      ? text.replace('# NODE_EXTRA_CA_CERTS=', 'NODE_EXTRA_CA_CERTS=')
      : text;
    return withCa.replaceAll('/etc/exo', resolve(to));
  });
}

/** A file that people change: it is made once. */
function keepOrMake(path: string, make: () => string): void {
  if (existsSync(path)) console.log(`${path}: kept.`);
  else writeFileSync(path, make(), { mode: path.endsWith('.env') ? 0o600 : 0o644 });
}

/** The service alone may read it. Where its user does not exist yet, somebody has to do this later. */
function giveTo(user: string, folder: string): void {
  const [uid, gid] = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout || NaN),
  );
  const isKnown = uid !== undefined && gid !== undefined && Number.isInteger(uid) && Number.isInteger(gid);
  if (isKnown && process.getuid?.() === 0) {
    chownSync(folder, uid, gid);
    for (const name of Object.keys(user === 'exo-bot' ? FILES.bot : FILES.jobs))
      chownSync(join(folder, name), uid, gid);
  } else console.log(`Then: chown -R ${user}: ${folder}`);
}
