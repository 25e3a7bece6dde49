import { z } from 'zod';
import type { ServerFacts } from '../../../src/contracts/fleet/server-report.ts';
import type { Call } from './call.ts';
import { listCertificates } from './certificate-store.ts';

const Input = z.object({ tagPrefix: z.string(), storeLocation: z.array(z.string()) });

/** As the module's `Get-ExoServerReport`. */
export function reportServer({ input, machine, server }: Call): ServerFacts {
  const { tagPrefix } = Input.parse(input);
  return {
    exchangeModuleVersion: server.exchangeModuleVersion,
    certificates: listCertificates(machine.folder)
      .filter(({ friendlyName }) => friendlyName.startsWith(tagPrefix))
      .map(({ thumbprint, access }) => ({
        thumbprint,
        key: 'ok',
        readers: access.map(({ sid, identity }) => ({ sid, identity })),
      })),
  };
}
