import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ExoConfig } from '../src/process/config/exo-config.ts';

/** JSON schema of `exo.config.yaml` for editors, from the schema that the processes check it with. */
export function exoConfigSchema(): Record<string, unknown> {
  return {
    ...z.toJSONSchema(ExoConfig, { io: 'input', target: 'draft-7' }),
    title: 'exo.config.yaml',
    description: 'Settings of exo. Rules between settings are checked when a process starts.',
  };
}

/** `npm run generate`: writes docs/exo.config.schema.json. */
if (import.meta.main) {
  const file = join(import.meta.dirname, '..', 'docs', 'exo.config.schema.json');
  writeFileSync(file, `${JSON.stringify(exoConfigSchema(), undefined, 2)}\n`);
}
