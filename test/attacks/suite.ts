import { changes } from './areas/around/changes.ts';
import { configuration } from './areas/around/configuration.ts';
import { customerAdmin } from './areas/around/customer.ts';
import { secrets } from './areas/around/secrets.ts';
import { speed } from './areas/around/speed.ts';
import { suspension } from './areas/around/suspension.ts';
import { commandArguments } from './areas/chat/arguments.ts';
import { cards } from './areas/chat/cards.ts';
import { consent } from './areas/chat/consent.ts';
import { flood } from './areas/chat/flood.ts';
import { people } from './areas/chat/people.ts';
import { signIn } from './areas/chat/sign-in.ts';
import { texts } from './areas/chat/texts.ts';
import { tokens } from './areas/chat/tokens.ts';
import { certificates } from './areas/runner/certificates.ts';
import { runnerReaches } from './areas/runner/reaches.ts';
import { runnerSays } from './areas/runner/says.ts';
import { runnerSigns } from './areas/runner/signs.ts';
import { runnerStops } from './areas/runner/stops.ts';
import { runnerWeighs } from './areas/runner/weighs.ts';
import { botRewrites } from './areas/thieves/bot-rewrites.ts';
import { botSigns } from './areas/thieves/bot-signs.ts';
import { redisCommands } from './areas/thieves/redis-commands.ts';
import { redisEntries } from './areas/thieves/redis-entries.ts';
import { redisIndex } from './areas/thieves/redis-index.ts';
import { redisReplays } from './areas/thieves/redis-replays.ts';
import { runnerKeys } from './areas/thieves/runner-keys.ts';
import type { Area } from './attempt.ts';

/** A system that is set up once; its areas follow one another in it. */
export interface Stage {
  /** MID servers with honest runners. */
  readonly runners: readonly string[];
  /** Approvers must sign in. */
  readonly signIn?: boolean;
  readonly areas: readonly Area[];
}

/** Measured alone, before the others make the machine busy. */
export const FIRST: Stage = { runners: ['mid1'], areas: [speed] };

export const STAGES: readonly Stage[] = [
  {
    runners: ['mid1'],
    areas: [tokens, people, cards, texts, consent, runnerReaches, runnerStops, redisEntries, redisIndex, flood],
  },
  {
    runners: ['mid1'],
    areas: [certificates, runnerSays, runnerWeighs, runnerSigns, customerAdmin, changes, suspension, runnerKeys],
  },
  {
    runners: ['mid1', 'mid7'],
    areas: [commandArguments, redisReplays, redisCommands, botSigns, botRewrites, configuration, secrets],
  },
  { runners: ['mid1'], signIn: true, areas: [signIn] },
];

/** The part that is quick enough to be among the tests. */
export const QUICK: Stage = { runners: ['mid1'], areas: [tokens, cards, runnerReaches] };
