import type { RoleHolder } from '../../process/config/exo-config.ts';
import type { Logger } from '../../process/log/logger.ts';
import { within } from '../../process/time/within.ts';
import { holderPersons } from './people.ts';

export interface EntraPerson {
  /** Entra object id, lower case. */
  readonly id: string;
  readonly name: string;
}

/** The people of a group, also those of groups in it; asked in the home tenant. */
export type GroupMembers = (groupId: string) => Promise<readonly EntraPerson[]>;

/** Who may decide: people by name, and groups with their people; undefined when these cannot be read. */
export interface Approvers {
  readonly persons: readonly EntraPerson[];
  readonly groups: readonly { readonly name: string; readonly members: readonly EntraPerson[] | undefined }[];
}

/** An approval must not wait for Microsoft Entra: who is in a group only says who is told of it. */
const TIMEOUT_MS = 5000;

/** @param except the requester, where another person must decide */
export async function approversOf(
  holders: readonly RoleHolder[],
  except: string | undefined,
  groupMembers: GroupMembers | undefined,
  logger: Logger,
): Promise<Approvers> {
  const others = (people: readonly EntraPerson[]) => people.filter(({ id }) => id !== except);
  const groups = holders.flatMap((holder) => ('group' in holder ? [holder] : []));
  return {
    persons: others(holderPersons(holders)),
    groups: await Promise.all(
      groups.map(async ({ group, name }) => {
        try {
          const members = groupMembers && (await within(TIMEOUT_MS, groupMembers(group), late));
          return { name, members: members && others(members) };
        } catch (error) {
          logger.warn({ group, err: error }, 'members of a group could not be read');
          return { name, members: undefined };
        }
      }),
    ),
  };
}

function late(): never {
  throw new Error(`no answer within ${TIMEOUT_MS / 1000} s`);
}
