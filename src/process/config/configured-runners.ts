import type { Capability } from '../../contracts/steps/index.ts';
import type { Server } from './exo-config.ts';

export interface ConfiguredRunner {
  readonly id: string;
  readonly server: string;
  readonly capabilities: Capability[];
}

/** The runners of a MID server: two, or one with both capabilities where the MID service runs as LocalSystem. */
export function configuredRunners({ name, elevated, connect }: Server): ConfiguredRunner[] {
  if (elevated === connect) return [{ id: elevated, server: name, capabilities: ['elevated', 'connect'] }];
  return [
    { id: elevated, server: name, capabilities: ['elevated'] },
    { id: connect, server: name, capabilities: ['connect'] },
  ];
}
