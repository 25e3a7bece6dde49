import type { Commands } from './command.ts';
import { hashes } from './hashes.ts';
import { keyCommands } from './keys.ts';
import { lists } from './lists.ts';
import { sets } from './sets.ts';
import { sortedByText } from './sorted-by-text.ts';
import { sortedSets } from './sorted-sets.ts';
import { streams } from './streams.ts';
import { strings } from './strings.ts';

/** What Redis does with keys, by the name of the command. */
export const COMMANDS: Commands = {
  ...strings,
  ...keyCommands,
  ...hashes,
  ...lists,
  ...sets,
  ...sortedSets,
  ...sortedByText,
  ...streams,
};
