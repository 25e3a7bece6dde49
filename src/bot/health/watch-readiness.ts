import { CLOUDS } from '../../contracts/clouds.ts';
import { clockCondition } from '../../process/readiness/clock.ts';
import { stateProbe } from '../../process/readiness/process-state.ts';
import type { Readiness } from '../../process/readiness/readiness.ts';
import type { Bot } from '../bot.ts';
import type { OwnToken } from '../teams/server/own-token.ts';

/**
 * Watches what the bot needs for its work.
 * @param token asks for a token to speak to Teams with; undefined: none is needed
 * @returns what to call after each good turn of delivery
 */
export function watchBot(readiness: Readiness, bot: Bot, token?: OwnToken): () => void {
  const { config, redis, keys, now } = bot;
  const { cloud, tenantId } = config.organisation;
  const authorityHost = bot.authorityHost ?? CLOUDS[cloud].authorityHost;
  const { host } = new URL(authorityHost);
  const late = { says: `${host} does not answer.`, advice: `Open the way from the bot to ${host} on port 443.` };
  readiness.probe(stateProbe({ kind: 'bot', redis, keys, records: bot.sealed, readiness, now }));
  if (token) readiness.probe({ name: 'teams-token', everyMs: 45_000, againMs: 5000, late, ask: token });
  readiness.probe({
    name: 'clock',
    everyMs: 60_000,
    againMs: 10_000,
    late,
    ask: (signal) =>
      clockCondition(`${authorityHost}/${tenantId}/v2.0/.well-known/openid-configuration`, 'the bot', now, signal),
  });
  return readiness.pulse({
    name: 'delivery',
    withinMs: 8000,
    late: {
      says: 'Nothing has been brought to Teams for some seconds: cards do not change.',
      advice: 'The log of the bot says what fails; if it says nothing, start the bot again.',
    },
  });
}
