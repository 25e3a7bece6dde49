import { describe, expect, it } from 'vitest';
import { cardToText } from '../../../../demo/chat/card-text.ts';
import { cancelledAllCard } from '../../../../src/bot/cards/messages/cancelled-all.ts';
import { rotating } from '../../../support/rotation.ts';
import { MIA } from '../../../support/run-request.ts';

describe('the card of @exo cancel --all', () => {
  it('says of a rotation that it was watching, between two looks too', () => {
    const driver = rotating();
    driver.apply({ type: 'switch-confirmed', by: MIA });
    driver.start('watch-use');
    driver.fail('watch-use', { kind: 'transient', code: 'old-certificate-watched', budgetMs: 86_400_000 });

    const text = cardToText(cancelledAllCard({ stopped: [driver.run], suspending: [], left: [], more: 0 }));

    expect(text).toContain('contoso-1: was watching the use of the old certificate. ');
  });
});
