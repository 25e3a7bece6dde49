import { z } from 'zod';
import { Name } from '../../contracts/ids.ts';
import { Mode } from '../../process/config/exo-config.ts';
import { Reference } from '../language/reference.ts';

/** What `onboard` and `plan` take. */
export const RunArguments = {
  tenant: Reference,
  mode: z.string().toLowerCase().pipe(Mode).optional(),
  servers: z.string().toLowerCase().pipe(Name).optional(),
};

export const RunPositions = ['tenant', 'mode', 'servers'] as const;
