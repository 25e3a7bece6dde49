import { randomUUID } from 'node:crypto';
import { BOT, type DemoPerson, TEAM } from '../people.ts';

/** A thread of the team's channel, e.g. `19:...@thread.tacv2;messageid=1795487545756`. */
export type Thread = string;

/** The part that every activity from the channel has, as Teams sends it. */
function activity(person: DemoPerson, thread: Thread, serviceUrl: string) {
  return {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: person.id, name: person.name, aadObjectId: person.objectId },
    recipient: BOT,
    conversation: { id: thread, isGroup: true, conversationType: 'channel', tenantId: person.tenantId },
    channelData: {
      tenant: { id: person.tenantId },
      team: { id: TEAM.id },
      channel: { id: TEAM.channel.id },
      teamsChannelId: TEAM.channel.id,
      teamsTeamId: TEAM.id,
    },
    locale: 'en-US',
  };
}

export const MENTION = `<at>${BOT.name}</at>`;

/** A message in a thread that mentions the bot. */
export function messageActivity(person: DemoPerson, thread: Thread, text: string, serviceUrl: string) {
  return {
    ...activity(person, thread, serviceUrl),
    type: 'message',
    text: `${MENTION} ${text}`,
    textFormat: 'plain',
    entities: [{ type: 'mention', mentioned: BOT, text: MENTION }],
  };
}

/** A click on a button of a card. */
export function clickActivity(
  person: DemoPerson,
  message: { readonly id: string; readonly place: Thread },
  button: { readonly verb: string; readonly data: Readonly<Record<string, unknown>> },
  serviceUrl: string,
) {
  return {
    ...activity(person, message.place, serviceUrl),
    type: 'invoke',
    name: 'adaptiveCard/action',
    replyToId: message.id,
    value: clickValue(button),
  };
}

export function clickValue(button: { readonly verb: string; readonly data: Readonly<Record<string, unknown>> }) {
  return { action: { type: 'Action.Execute', verb: button.verb, data: button.data }, trigger: 'manual' };
}
