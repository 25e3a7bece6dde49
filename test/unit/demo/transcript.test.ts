import { describe, expect, it } from 'vitest';
import type { BotMessage, CardJson } from '../../../demo/chat/messages.ts';
import { startTranscript } from '../../../demo/chat/transcript.ts';
import { MIA } from '../../../demo/people.ts';

describe('transcript', () => {
  it('prints a new card whole, and of an edit only what is new on it', () => {
    const { printed, arrives } = listen();

    arrives({ id: '1', place: 't', version: 1, card: cardOf('Onboarding contoso\nWorking\nAsked by Mia') });
    arrives({ id: '1', place: 't', version: 2, card: cardOf('Onboarding contoso\nWaiting for Jon\nAsked by Mia') });

    expect(printed.join('\n')).toBe(
      '\nexo:\n    Onboarding contoso\n    Working\n    Asked by Mia\n\nexo (same card, now):\n    Waiting for Jon',
    );
  });

  it('prints nothing for an edit that changes nothing to be read', () => {
    const { printed, arrives } = listen();

    arrives({ id: '1', place: 't', version: 1, card: cardOf('Onboarding contoso') });
    arrives({ id: '1', place: 't', version: 2, card: cardOf('Onboarding contoso') });

    expect(printed).toHaveLength(2);
  });

  it('shows an answer that only the person who clicked can see as such', () => {
    const { printed, transcript } = listen();

    transcript.clicked(MIA, 'Approve', { kind: 'message', text: 'Another approver must decide.' });

    expect(printed.join('\n')).toContain('exo, to Mia Okafor alone:\n    Another approver must decide.');
  });

  it('shows a mention as people see it', () => {
    const { printed, arrives } = listen();

    arrives({ id: '2', place: 't', version: 1, text: 'contoso is ready. <at>Mia Okafor</at>, have a look.' });

    expect(printed).toContain('    contoso is ready. @Mia Okafor, have a look.');
  });
});

function listen() {
  const printed: string[] = [];
  const listeners: ((message: BotMessage) => void)[] = [];
  const transcript = startTranscript(
    { onMessage: (listener) => listeners.push(listener) },
    (card) => card.fallbackText,
    (line) => printed.push(line),
  );
  return {
    printed,
    transcript,
    arrives: (message: BotMessage) => {
      for (const listener of listeners) listener(message);
    },
  };
}

function cardOf(fallbackText: string): CardJson {
  const $schema = 'http://adaptivecards.io/schemas/adaptive-card.json';
  return { type: 'AdaptiveCard', $schema, version: '1.5', body: [], fallbackText };
}
