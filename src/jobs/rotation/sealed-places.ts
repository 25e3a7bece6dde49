import type { RedisKeys } from '../../process/redis/redis-keys.ts';

/**
 * What a sealed value is and whose, from the place where it stands: part of its seal.
 * @param field of a hash; undefined in a list or a plain key
 * @returns undefined where nothing of ours is kept under a seal for long
 */
export function contextOf(keys: RedisKeys, key: string, field: string | undefined): string | undefined {
  const [first = '', ...rest] = key.slice(keys.prefix.length + 1).split(':');
  const owner = rest.join(':');
  switch (first) {
    case 'run':
      return `run ${owner}`;
    case 'group':
      return `group ${owner}`;
    case 'journal':
      return `journal ${owner}`;
    case 'chat':
      return `chat ${owner} ${field}`;
    case 'answer':
      return `answer ${owner}`;
    case 'audit':
      return 'audit';
    case 'board':
    case 'onboarded':
    case 'suspended':
    case 'watched':
    case 'accepted':
      return `${first} ${field}`;
    case 'servers':
      return `server ${field}`;
    case 'enrolling':
      return `token ${field}`;
    case 'service-urls':
      return `address ${field}`;
    default:
      return undefined;
  }
}
