import { z } from 'zod';
import type { Operation } from './operation.ts';
import { openServer } from './server.ts';

const Input = z.object({
  certificateTag: z.string(),
  minimumModuleVersion: z.string(),
  recommendedModuleVersion: z.string(),
});

/** What the module would find: everything in order but, if `server.json` says so, the Exchange module. */
export const checkServer: Operation = (input, { environment }) => {
  const { certificateTag, minimumModuleVersion, recommendedModuleVersion } = Input.parse(input);
  const server = openServer(environment.folder);
  const { exchangeModuleVersion, midServices } = server.installed();
  return {
    output: {
      computerName: environment.server.toUpperCase(),
      powerShellVersion: '5.1.20348.2849',
      exchangeModuleVersion,
      midServices,
      certificates: server.tagged(certificateTag).map((certificate) => certificate.thumbprint),
      findings: [moduleFinding(exchangeModuleVersion, minimumModuleVersion, recommendedModuleVersion)],
    },
  };
};

function moduleFinding(version: string | null, minimum: string, recommended: string) {
  const advice = `As administrator: Install-Module ExchangeOnlineManagement -MinimumVersion ${recommended} -Scope AllUsers`;
  const code = 'exchange-module';
  if (version === null) return { code, level: 'blocks', message: 'ExchangeOnlineManagement is not installed.', advice };
  if (isOlder(version, minimum)) {
    const message = `ExchangeOnlineManagement ${version} is installed, ${minimum} or newer is needed.`;
    return { code: 'module-too-old', level: 'blocks', message, advice };
  }
  if (isOlder(version, recommended)) {
    const message = `ExchangeOnlineManagement ${version} works, but searches need ${recommended}.`;
    return { code, level: 'warning', message, advice };
  }
  return { code, level: 'ok', message: `ExchangeOnlineManagement ${version} is installed.`, advice: '' };
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  for (let index = 0; index < 3; index += 1) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
