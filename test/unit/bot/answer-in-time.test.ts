import { pino } from 'pino';
import { expect, test } from 'vitest';
import { answerInTime } from '../../../src/bot/actions/answer-in-time.ts';
import type { ActionAnswer } from '../../../src/bot/chat/chat.ts';

const APPROVED: ActionAnswer = { type: 'message', text: 'Approved' };
const SOON_MS = 20;
const answering = (changes: boolean) => ({ changes, verb: 'approve', logger: pino({ level: 'silent' }) });

test('a click that hangs is told that nothing was decided', async () => {
  const { promise: hangs, resolve } = Promise.withResolvers<ActionAnswer>();

  const answer = await answerInTime(answering(true), () => hangs, SOON_MS);

  expect(answer).toMatchObject({ type: 'refused', text: expect.stringContaining('Nothing was decided; try again.') });
  resolve(APPROVED);
});

test('a click that is recorded is never told so, however long its card takes', async () => {
  const { promise: hangs, resolve } = Promise.withResolvers<ActionAnswer>();
  const answer = answerInTime(
    answering(true),
    (noted) => {
      noted();
      setTimeout(() => resolve(APPROVED), 3 * SOON_MS);
      return hangs;
    },
    SOON_MS,
  );

  expect(await answer).toEqual(APPROVED);
});

test('somebody who only looks is not told of decisions', async () => {
  const answer = await answerInTime(answering(false), () => new Promise<never>(() => undefined), SOON_MS);

  expect(answer).toMatchObject({ type: 'refused', text: 'exo could not look this up in time. Try again.' });
});
