import type { CardElement } from '../../chat/card.ts';
import { line, type Part, sign } from '../elements.ts';
import { type CardBudget, firstOf } from '../size.ts';
import { count } from '../text.ts';
import { timeAt } from '../time.ts';
import type { StatusView } from './status-view.ts';

/** With more MID servers than this those that are there are only counted. */
const NAMED = 6;

type ServerLine = StatusView['servers'][number];

/** Which MID servers are there, and which are not since when. */
export function serverLines(status: StatusView, budget: CardBudget): CardElement[] {
  const { servers } = status;
  if (servers.length === 0) return [line('No MID server is configured.')];
  const here = servers.filter(({ present }) => present);
  const away = servers.filter(({ present }) => !present);
  const remarked = servers.length > NAMED ? here.filter(({ note }) => note !== undefined) : [];
  const present =
    servers.length > NAMED
      ? [line(sign('done', `${here.length} of ${count(servers.length, 'MID server')} are here`))]
      : here.length > 0
        ? [line(...here.flatMap(hereParts))]
        : [];
  return [
    ...present,
    ...firstOf([...away, ...remarked], Math.min(budget.items, 10), (server) =>
      server.present ? line(...hereParts(server)) : awayLine(server, status),
    ),
  ];
}

function hereParts({ name, note }: ServerLine): Part[] {
  return [sign('done', name), ` here${note ? ` (${note})` : ''}   `];
}

function awayLine({ name, lastSeen, notAccepted, note }: ServerLine, status: StatusView): CardElement {
  const seen = lastSeen === undefined ? 'never seen' : `not seen since ${timeAt(lastSeen, status)}`;
  const since = notAccepted ? 'has a runner that is not accepted: @exo runners' : seen;
  return line(sign('failed', name), ` ${since}${note ? ` (${note})` : ''}`);
}
