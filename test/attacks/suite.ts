import { cards } from './areas/cards.ts';
import { consent } from './areas/consent.ts';
import { flood } from './areas/flood.ts';
import { people } from './areas/people.ts';
import { texts } from './areas/texts.ts';
import { tokens } from './areas/tokens.ts';
import type { Area } from './attempt.ts';

/** Worlds of the suite: each is set up once, and its areas follow one another in it. */
export const WORLDS: readonly { readonly runners: readonly string[]; readonly areas: readonly Area[] }[] = [
  { runners: ['mid1'], areas: [tokens, people, cards, texts, consent, flood] },
];
