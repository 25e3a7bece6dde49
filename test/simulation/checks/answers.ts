import { runPlaceOf } from '../../../src/bot/records/run-place.ts';
import type { World } from '../world/world.ts';

/** A command that was taken from Teams begins a run or is answered in its thread, if only by saying that it could not be done. */
export function checkAnswers(world: World): void {
  const begun = new Set(
    [...world.commits.latest.values()].map((run) => runPlaceOf(run)?.runCard.place.conversationId ?? ''),
  );
  for (const { text, conversationId } of world.ledger.taken) {
    const said = world.chat.messages.filter(({ place }) => place.conversationId === conversationId);
    // The first card says only that the tenant is looked up.
    const isAnswered = said.some(({ card }) => !JSON.stringify(card ?? '').includes(': looking up the tenant'));
    if (!isAnswered && !begun.has(conversationId)) {
      world.violate(`"${text}" was taken in ${conversationId} and is not answered: ${said.map(({ id }) => id)}`);
    }
  }
}
