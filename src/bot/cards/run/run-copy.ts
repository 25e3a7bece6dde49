import { isFinal, type Run } from '../../../runs/run.ts';
import type { CardElement } from '../../chat/card.ts';
import { button, linkButton, toggleButton } from '../buttons.ts';
import { line } from '../elements.ts';
import { type Clock, timeAt } from '../time.ts';
import { DETAILS } from './run-buttons.ts';

/** Where the live card of a run is that is shown elsewhere too. */
export interface RunCopy {
  /** Address of the live card; undefined where Teams has none for it. */
  readonly link?: string;
  /** Where it is, in words: `in a channel`, `in a private chat`. */
  readonly where: string;
}

/** `As of 17:29 CET. The live card is in a channel.` */
export function copyLine({ where }: RunCopy, clock: Clock): CardElement {
  return line(
    { text: `As of ${timeAt(clock.now, clock)}.`, bold: true },
    ` This is a copy and does not change. The live card is ${where}.`,
  );
}

/** Nothing that changes the run: what stands here may not be true any more. */
export function copyButtons(run: Run, { link }: RunCopy): (CardElement | undefined)[] {
  const data = { run: run.id };
  const approval = run.gate?.state === 'open' ? button({ title: 'Open approval', verb: 'open-run', data }) : undefined;
  return [
    link ? linkButton('Go to live card', link) : undefined,
    approval,
    isFinal(run) ? undefined : button({ title: 'Refresh', verb: 'refresh', data }),
    toggleButton('Details', DETAILS),
  ];
}
