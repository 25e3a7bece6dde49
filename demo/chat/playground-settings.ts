import { stringify } from 'yaml';
import { BOT, type DemoPerson, HOME_TENANT_ID, IN_PLAYGROUND, MIA, TEAM } from '../people.ts';

/**
 * The Playground's configuration file: one bot, exactly five users besides the current one, one team.
 * Its own example file has ids that are no GUIDs.
 */
export function playgroundSettings(): string {
  return stringify({
    version: '0.1.1',
    tenantId: HOME_TENANT_ID,
    bot: BOT,
    currentUser: account(MIA),
    users: IN_PLAYGROUND.map(account),
    personalChat: { id: 'a:1personal' },
    groupChat: { id: '19:group@thread.v2', name: 'MSP leads' },
    team: { id: TEAM.id, name: TEAM.name, aadGroupId: TEAM.groupId, channels: [TEAM.channel] },
  });
}

function account(person: DemoPerson) {
  const [givenName, surname] = person.name.split(' ');
  return {
    id: person.id,
    name: person.name,
    // The misspelling is the Playground's.
    userPrincipleName: person.email,
    aadObjectId: person.objectId,
    givenName,
    surname,
    email: person.email,
  };
}
