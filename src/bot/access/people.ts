import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RoleHolder } from '../../process/config/exo-config.ts';
import { parseJson } from '../../process/records/record.ts';
import type { RedisKeys } from '../../process/redis/redis-keys.ts';
import { unmarked } from '../cards/text.ts';
import type { Mention, Speaker } from '../chat/chat.ts';

const LONGEST_NAME = 80;

const Known = z.object({ mention: z.string(), name: z.string() });

/** Somebody as they stand in a sentence; with `mention` they can be notified. */
export interface NamedPerson {
  readonly name: string;
  readonly mention?: Mention;
}

/**
 * How people can be mentioned: Teams needs its own id of a person (`29:...`), which the bot learns only when that
 * person speaks to it.
 */
export interface People {
  remember(speaker: Speaker): Promise<void>;
  /** Names and, where known, mentions of the persons with these ids and fall-back names, in the same order. */
  find(persons: readonly { readonly id: string; readonly name: string }[]): Promise<NamedPerson[]>;
}

export function createPeople(redis: Redis, keys: RedisKeys): People {
  const key = `${keys.prefix}:people`;
  return {
    async remember(speaker) {
      if (!speaker.id) return;
      await redis.hset(key, speaker.id, JSON.stringify({ mention: speaker.mention, name: speaker.name }));
    },
    async find(persons) {
      if (persons.length === 0) return [];
      const values = await redis.hmget(key, ...persons.map((person) => person.id));
      return persons.map((person, index) => {
        const value = values[index];
        const known = value ? Known.safeParse(parseJson(value)) : undefined;
        if (!known?.success) return { name: person.name };
        const name = plainName(known.data.name);
        return { name, mention: { id: known.data.mention, name } };
      });
    },
  };
}

/** Names of a role's holders for sentences: persons first, then groups. */
export function holderNames(holders: readonly RoleHolder[]): string[] {
  return [
    ...holders.filter((holder) => 'person' in holder).map((holder) => holder.name),
    ...holders.filter((holder) => 'group' in holder).map((holder) => holder.name),
  ];
}

/** The persons among a role's holders. */
export function holderPersons(holders: readonly RoleHolder[]): { id: string; name: string }[] {
  return holders.flatMap((holder) => ('person' in holder ? [{ id: holder.person, name: holder.name }] : []));
}

/** A display name as it can stand in `<at>name</at>`, where Teams reads Markdown too. */
function plainName(name: string): string {
  return unmarked(name.replace(/[<>&]/g, ' '), LONGEST_NAME) || 'somebody';
}
