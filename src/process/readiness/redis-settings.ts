import { type Condition, type NamedCondition, ok, stops, warning } from './condition.ts';

/** Users that reach only part of the keys came with it (ACL selectors). */
const OLDEST_MAJOR = 7;

/** What Redis is and how it is set. @param info its answer to INFO */
export function redisSettings(info: string): NamedCondition[] {
  return [
    { name: 'redis-version', ...versionOf(field(info, 'redis_version')) },
    { name: 'redis-memory', ...policyOf(field(info, 'maxmemory_policy')) },
    { name: 'redis-persistence', ...persistenceOf(info) },
  ];
}

function field(info: string, name: string): string {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
}

function versionOf(version: string): Condition {
  const major = Number(version.split('.')[0]);
  if (major >= OLDEST_MAJOR) return ok(`It is Redis ${version}.`);
  return stops(`It is Redis ${version || 'of an unknown version'}.`, `Use Redis ${OLDEST_MAJOR} or newer.`);
}

function policyOf(policy: string): Condition {
  if (policy === '' || policy === 'noeviction') return ok('Redis throws nothing away when memory is short.');
  return stops(
    `Redis throws keys away when memory is short (maxmemory-policy ${policy}): runs and approvals would be lost.`,
    'Set maxmemory-policy to noeviction.',
  );
}

function persistenceOf(info: string): Condition {
  if (field(info, 'aof_last_write_status') === 'err' || field(info, 'rdb_last_bgsave_status') === 'err') {
    return stops('Redis could not write to its disk.', 'Free space on the disk of Redis, and look at its log.');
  }
  if (field(info, 'aof_enabled') === '1') return ok('Redis writes every change to its disk.');
  return warning(
    'Redis keeps no log of changes on disk (appendonly no): after a crash the newest approvals and runs are lost.',
    'Set appendonly yes and appendfsync always.',
  );
}
