import { z } from 'zod';
import type { StepOutput } from '../../../src/contracts/steps/index.ts';
import type { Finding } from '../../../src/contracts/steps/runner.ts';
import type { Call } from './call.ts';
import { findTagged } from './certificate-store.ts';
import { olderThan } from './versions.ts';

const Input = z.object({
  certificateTag: z.string(),
  minimumModuleVersion: z.string(),
  recommendedModuleVersion: z.string(),
  endpoint: z.array(z.string()),
});
type Input = z.infer<typeof Input>;

const POWERSHELL_VERSION = '5.1.20348.2849';

export function checkServer({ input, machine, server, elevated }: Call): StepOutput<'check-server'> {
  const asked = Input.parse(input);
  return {
    computerName: machine.server.toUpperCase(),
    powerShellVersion: POWERSHELL_VERSION,
    exchangeModuleVersion: server.exchangeModuleVersion,
    midServices: server.midServices,
    certificates: findTagged(machine.folder, asked.certificateTag).map(({ thumbprint }) => thumbprint),
    findings: [
      ok('powershell-version', `Windows PowerShell ${POWERSHELL_VERSION}.`),
      ok('powershell-bitness', '64-bit process.'),
      elevated
        ? ok('elevation', 'Runs elevated.')
        : blocks(
            'elevation',
            'The elevated runner does not run elevated.',
            'Let the service of the elevated runner run as an administrator of this server or as LocalSystem.',
          ),
      ok('dotnet', '.NET Framework 4.7.2 or newer.'),
      ok('language-mode', 'Full language mode.'),
      ok('execution-policy', 'Scripts may run.'),
      ok('tls', 'TLS 1.2 or newer.'),
      ok('temp-path', 'The folder for temporary files has a plain name.'),
      judgeModule(server.exchangeModuleVersion, asked),
      ok('powershellget', 'PowerShellGet 2.2.5.'),
      ok('packagemanagement', 'PackageManagement 1.4.8.1.'),
      ...server.midServices.map(({ name, account }) => ok('mid-service', `${name} runs as ${account}.`)),
      ...asked.endpoint.map((name) => ok('endpoint', `${name} is reached.`)),
      judgeClock(server.clockSkewSeconds),
    ],
  };
}

/** The sentences of the module's `Get-ExoModuleFinding`. */
function judgeModule(version: string | null, { minimumModuleVersion, recommendedModuleVersion }: Input): Finding {
  const advice = `As administrator: Install-Module ExchangeOnlineManagement -MinimumVersion ${recommendedModuleVersion} -Scope AllUsers`;
  if (version === null) return blocks('module-missing', 'ExchangeOnlineManagement is not installed.', advice);
  const name = `ExchangeOnlineManagement ${version}`;
  if (olderThan(version, minimumModuleVersion)) {
    return blocks('module-too-old', `${name} is installed, ${minimumModuleVersion} or newer is needed.`, advice);
  }
  if (olderThan(version, recommendedModuleVersion)) {
    const message = `${name} is installed: searches with a certificate need ${recommendedModuleVersion}.`;
    return { code: 'exchange-module', level: 'warning', message, advice };
  }
  return ok('exchange-module', `${name}.`);
}

function judgeClock(skew: number): Finding {
  if (Math.abs(skew) <= 60) return ok('clock', 'The clock is right.');
  const advice = 'Correct the clock (w32tm /resync): Entra refuses a sign-in that is more than five minutes off.';
  const message = `The clock of this server is wrong by ${skew} seconds.`;
  return { code: 'clock', level: Math.abs(skew) > 300 ? 'blocks' : 'warning', message, advice };
}

function ok(code: string, message: string): Finding {
  return { code, level: 'ok', message, advice: '' };
}

function blocks(code: string, message: string, advice: string): Finding {
  return { code, level: 'blocks', message, advice };
}
