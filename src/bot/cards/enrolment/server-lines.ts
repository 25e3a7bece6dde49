import type { ServerCheck } from '../../../runs/fleet/server-check.ts';
import type { CardElement } from '../../chat/card.ts';
import { line, type Stretch, sign } from '../elements.ts';
import { type CardBudget, firstOf } from '../size.ts';
import { sentence } from '../text.ts';
import { type Clock, whenAt } from '../time.ts';

/** A MID server and what its last check found; no check: none was made yet. */
export interface ServerLine {
  readonly name: string;
  readonly check?: ServerCheck;
}

/** How a MID server was found, and what on it is not as it should be. */
export function serverLines({ name, check }: ServerLine, clock: Clock, budget: CardBudget): CardElement[] {
  const shown = { text: name, bold: true };
  if (!check) return [line(sign('waiting', 'not checked yet'), ' ', shown)];
  const checked = ` · checked ${whenAt(check.at, clock)} by ${check.run}`;
  return [
    line(verdict(check), ' ', shown, moduleText(check), checked),
    ...firstOf(gravestFirst(check), budget.folded, ({ level, message, advice }) => {
      const text = { text: ` ${sentence(message)} ${advice}`, longest: budget.text };
      return line(level === 'blocks' ? sign('failed', 'blocks') : sign('warning', 'warning'), text);
    }),
  ];
}

function verdict({ findings }: ServerCheck): Stretch {
  if (findings.some(({ level }) => level === 'blocks')) return sign('failed', 'not ready');
  return findings.length > 0 ? sign('warning', 'ready, with warnings') : sign('done', 'ready');
}

function moduleText({ exchangeModuleVersion }: ServerCheck): string {
  // A check that blocks ends before it reports versions; where one is wrong, its finding names it.
  if (exchangeModuleVersion === undefined) return '';
  return ` · ExchangeOnlineManagement ${exchangeModuleVersion ?? 'not installed'}`;
}

function gravestFirst({ findings }: ServerCheck): ServerCheck['findings'] {
  return findings.toSorted((a, b) => Number(b.level === 'blocks') - Number(a.level === 'blocks'));
}
