import { describe, expect, it } from 'vitest';
import { heading, makeCard } from '../../../../src/bot/cards/elements.ts';
import { cardProblems } from '../../../support/card-check.ts';

describe('the check that every card test uses', () => {
  it.each([
    [{ type: 'Headline' }, 'unknown type Headline'],
    [{ type: 'TextBlock', text: 'x', wrap: true, wrapp: true }, 'TextBlock knows no wrapp'],
    [{ type: 'TextBlock', text: 'x', wrap: true, size: 'giant' }, 'Invalid value "giant" for property "size".'],
    [{ type: 'TextBlock', text: 'x' }, 'a TextBlock does not wrap'],
    [{ type: 'Input.Text', id: 'reason' }, 'a card has an input'],
    [
      { type: 'ActionSet', actions: [{ type: 'Action.Execute', title: 'x', verb: 'x', data: {} }] },
      'the fallback of x does not send the same',
    ],
    [{ ...heading('x'.repeat(300)), id: 'y'.repeat(20_000) }, '41'],
  ])('finds what is wrong with %o', (element, problem) => {
    const card = makeCard({ says: 'A card.', body: [element] });

    expect(cardProblems(card).join('; ')).toContain(problem);
  });

  it('is content with a good card', () => {
    expect(cardProblems(makeCard({ says: 'A card.', body: [heading('Good')] }))).toEqual([]);
  });
});
