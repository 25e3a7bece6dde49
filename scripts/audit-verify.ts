import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Redis } from 'ioredis';
import { PublicJwk } from '../src/contracts/trust/keys.ts';
import { publicSigningKey, SigningJwk } from '../src/contracts/trust/signing.ts';
import { type AuditHead, verifyHead } from '../src/process/audit/line.ts';
import { verifyLines } from '../src/process/audit/verify.ts';
import { messageOf } from '../src/process/errors.ts';
import { readRedisUrl } from '../src/process/redis/connection.ts';
import { createRedisKeys } from '../src/process/redis/redis-keys.ts';

/**
 * `npm run audit:verify -- <file> --key <public key of the orchestrator> [--key <earlier one>]`: finds lines that were
 * removed, changed, reordered or inserted. With REDIS_URL (and EXO_NAMESPACE) also a file that was cut off, by the newest
 * head in Redis. Ends with 1 when something was found.
 */
const { values, positionals } = parseArgs({
  options: { key: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const [file] = positionals;
if (!file || !values.key) {
  console.error('Usage: npm run audit:verify -- <file of the audit log> --key <public key of the orchestrator>');
  process.exit(78);
}
const keys = values.key.map(readPublicKey);
const content = readFileSync(file, 'utf8');
const texts = content.split('\n').slice(0, -1);
const known = await headsInRedis();
const { faults, lines, signed } = await verifyLines(texts, keys, known ?? []);
const partial =
  content.endsWith('\n') || content === '' ? [] : [{ line: texts.length + 1, what: 'cut off within the line' }];
for (const { line, what } of [...partial, ...faults]) console.log(`line ${line}: ${what}`);
const found = partial.length + faults.length;
console.log(
  `${lines.length} lines, signed up to line ${signed}; ${found === 0 ? 'nothing was changed' : `${found} faults`}.`,
);
console.log(
  known === undefined
    ? 'Without REDIS_URL lines that were cut off at the end are not noticed, back to the newest head in the file.'
    : `Compared with ${known.length} head in Redis.`,
);
process.exit(found === 0 ? 0 : 1);

/** The public part; the orchestrator's own key file will do as well. */
function readPublicKey(path: string): PublicJwk {
  const document: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const key = SigningJwk.safeParse(document);
  return key.success ? publicSigningKey(key.data) : PublicJwk.parse(document);
}

/** The newest head of this file as the orchestrator signed it; undefined without a Redis. */
async function headsInRedis(): Promise<AuditHead[] | undefined> {
  const { REDIS_URL, REDIS_URL_FILE, EXO_NAMESPACE = 'ops' } = process.env;
  if (!REDIS_URL && !REDIS_URL_FILE) return undefined;
  const id = /^\{"seq":1,"prev":"","id":"([^"]+)"/.exec(texts[0] ?? '')?.[1];
  const redis = new Redis(readRedisUrl(process.env), { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  try {
    const jws = id && (await redis.hget(createRedisKeys(EXO_NAMESPACE).auditHead, id));
    return jws ? [await verifyHead(jws, keys)] : [];
  } catch (error) {
    console.log(`The head in Redis could not be read: ${messageOf(error)}.`);
    return undefined;
  } finally {
    redis.disconnect();
  }
}
