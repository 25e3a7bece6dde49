import { z } from 'zod';
import { Guid } from '../../../contracts/ids.ts';
import type { Member } from '../../chat/chat.ts';

/** The largest page that Teams gives. */
export const PAGE_SIZE = 500;
/** Teams have up to 25,000 members. */
const MOST_PAGES = 50;

/** The Entra id comes as `objectId` or as `aadObjectId`. */
const Account = z.object({
  id: z.string(),
  name: z.string().nullish(),
  objectId: z.string().nullish(),
  aadObjectId: z.string().nullish(),
});
const Page = z.object({ members: z.array(Account).nullish(), continuationToken: z.string().nullish() });

/**
 * All members of a conversation. https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
 * @param read gives one page; asked without a token it gives the first
 */
export async function readMembers(read: (token: string | undefined) => Promise<unknown>): Promise<Member[]> {
  const found: Member[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const { members, continuationToken } = Page.parse(await read(token));
    found.push(...(members ?? []).flatMap(memberOf));
    if (!continuationToken) break;
    token = continuationToken;
  }
  return found;
}

/** Bots have no Entra id. */
function memberOf({ id, name, objectId, aadObjectId }: z.infer<typeof Account>): Member[] {
  const entra = Guid.safeParse(aadObjectId ?? objectId);
  return entra.success ? [{ id: entra.data, mention: id, name: name?.trim() || 'somebody' }] : [];
}
