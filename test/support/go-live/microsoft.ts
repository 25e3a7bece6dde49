import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificateAuthority } from '../../../demo/standins/certificates.ts';
import { planEntra } from '../../../demo/system/entra.ts';
import { findFreePorts } from '../../../demo/system/ports.ts';
import type { Supervisor } from '../../../demo/system/supervisor.ts';
import { startInternet } from '../../attacks/world/internet.ts';
import { startBotFramework } from '../bot-framework.ts';

const INTERNET = join(import.meta.dirname, '..', '..', 'attacks', 'world', 'internet.cjs');

/** Microsoft's side: Entra and Graph, the Bot Framework with its keys and tokens, Teams. */
export async function startMicrosoft(
  folder: string,
  supervisor: Supervisor,
  options: { readonly botId: string; readonly redirectUri: string; readonly certificate: string },
) {
  const resources = new AsyncDisposableStack();
  const [port = 0, adminPort = 0] = await findFreePorts(2);
  const entra = planEntra({ folder: join(folder, 'entra'), port, adminPort, redirectUris: [options.redirectUri] });
  // The application has the certificate that the document makes, and no other.
  const config = entra.plan.args[1] ?? '';
  const settings = JSON.parse(readFileSync(config, 'utf8'));
  writeFileSync(config, JSON.stringify({ ...settings, certificatePaths: [options.certificate] }));
  await supervisor.start(entra.plan);
  const framework = resources.use(await startBotFramework(options.botId));
  const authority = createCertificateAuthority('Stand-in of the Internet');
  const keyServer = String(framework.settings?.ToBotFromChannelOpenIdMetadataUrl);
  const internet = resources.use(await startInternet(authority, keyServer, ''));
  appendFileSync(entra.caPath, authority.certificatePem);
  return {
    entra: entra.door,
    framework,
    internet,
    /** PEM of the authorities of these stand-ins. */
    caPath: entra.caPath,
    /** Where exo finds them instead of Microsoft. */
    jobs: { AZURE_AUTHORITY_HOST: entra.url, EXO_GRAPH_URL: entra.url },
    bot: {
      AZURE_AUTHORITY_HOST: entra.url,
      NODE_OPTIONS: `"--require ${INTERNET}"`,
      EXO_TEST_INTERNET: String(internet.port),
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}
