import type { ExoConfig, RoleName } from '../../process/config/exo-config.ts';
import { CodedError } from '../../process/errors.ts';
import { within } from '../../process/time/within.ts';
import { unmarked } from '../cards/text.ts';
import type { ChatPlace, Speaker } from '../chat/chat.ts';

/** Which of the groups a person is in; asked in the home tenant. */
export type CheckGroups = (personId: string, groupIds: readonly string[]) => Promise<readonly string[]>;

export interface Access {
  /** Whether the words come from the home tenant through Teams. Nothing else is ever answered beyond one sentence. */
  isMember(speaker: Speaker, place: ChatPlace): boolean;
  /** What a person who is no member is told, and nothing more. */
  readonly strangerText: string;
  /**
   * The roles of a member; none by default.
   * @throws CodedError `roles-unknown` when a group cannot be read in time
   */
  rolesOf(speaker: Speaker): Promise<RoleName[]>;
  /** As `rolesOf`, never from memory: for decisions. */
  freshRolesOf(speaker: Speaker): Promise<RoleName[]>;
}

const REMEMBERED_MS = 5 * 60_000;
const TIMEOUT_MS = 3000;
const MAX_REMEMBERED = 5000;
const ROLES: readonly RoleName[] = ['viewer', 'requester', 'approver', 'admin'];

/**
 * @param checkGroups needed when a role is held by a group
 * @param now milliseconds since 1970
 */
export function createAccess(config: ExoConfig, checkGroups?: CheckGroups, now: () => number = Date.now): Access {
  const groups = groupsOf(config);
  const memory = new Map<string, { roles: RoleName[]; until: number }>();

  async function freshRolesOf(speaker: Speaker): Promise<RoleName[]> {
    const { id } = speaker;
    if (!id || speaker.tenantId !== config.organisation.tenantId) return [];
    const memberOf = new Set(groups.length > 0 ? await askGroups(id) : []);
    const roles = ROLES.filter((role) =>
      config.roles[role].some((holder) => ('person' in holder ? holder.person === id : memberOf.has(holder.group))),
    );
    if (memory.size >= MAX_REMEMBERED) memory.clear();
    memory.set(id, { roles, until: now() + REMEMBERED_MS });
    return roles;
  }

  async function askGroups(id: string): Promise<readonly string[]> {
    if (!checkGroups) throw rolesUnknown('no connection to Microsoft Graph is set up');
    try {
      return await within(TIMEOUT_MS, checkGroups(id, groups), () => {
        throw rolesUnknown(`no answer within ${TIMEOUT_MS / 1000} s`);
      });
    } catch (error) {
      throw error instanceof CodedError && error.code === 'roles-unknown' ? error : rolesUnknown('', error);
    }
  }

  return {
    isMember: (speaker, place) =>
      place.channelId === 'msteams' && speaker.id !== undefined && speaker.tenantId === config.organisation.tenantId,
    strangerText: `exo works only for members of ${unmarked(config.organisation.name)}.`,
    freshRolesOf,
    async rolesOf(speaker) {
      const known = memory.get(speaker.id ?? '');
      if (known && known.until > now() && speaker.tenantId === config.organisation.tenantId) return known.roles;
      return freshRolesOf(speaker);
    },
  };
}

/** Ids of the groups that hold a role. */
export function groupsOf(config: ExoConfig): string[] {
  const ids = ROLES.flatMap((role) =>
    config.roles[role].flatMap((holder) => ('group' in holder ? [holder.group] : [])),
  );
  return [...new Set(ids)];
}

function rolesUnknown(why: string, cause?: unknown): CodedError {
  const message = `Your rights could not be looked up in Microsoft Entra${why ? `: ${why}` : ''}.`;
  const advice = 'Try again in a minute; if this persists, an administrator finds the reason in the log of the bot.';
  return new CodedError('roles-unknown', message, advice, { cause });
}
