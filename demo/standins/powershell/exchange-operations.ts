import { z } from 'zod';
import { ask, Connection, connect } from './exchange-door.ts';
import { ModuleError, type Operation } from './operation.ts';

const Listed = z.looseObject({
  servicePrincipals: z.array(z.looseObject({ appId: z.string(), objectId: z.string(), displayName: z.string() })),
});

const Register = Connection.extend({ servicePrincipalId: z.string(), displayName: z.string() });

export const registerInExchange: Operation = async (input, { environment, progress }) => {
  const request = Register.parse(input);
  progress('connecting to Security & Compliance PowerShell');
  const { connectionId } = await connect(request, environment);
  const list = `/exchange/service-principals?connectionId=${encodeURIComponent(connectionId)}`;
  const { servicePrincipals } = await ask(environment, list, Listed);
  const found = servicePrincipals.find((each) => each.appId === request.appId);
  if (found && found.objectId !== request.servicePrincipalId) {
    throw new ModuleError(
      'service-principal-conflict',
      `Exchange knows application ${request.appId} under another object id, ${found.objectId}.`,
    );
  }
  if (found) return { output: { objectId: found.objectId, displayName: found.displayName, created: false } };
  progress('creating the service principal');
  await ask(environment, '/exchange/service-principals', z.looseObject({}), {
    connectionId,
    appId: request.appId,
    objectId: request.servicePrincipalId,
    displayName: request.displayName,
  });
  return { output: { objectId: request.servicePrincipalId, displayName: request.displayName, created: true } };
};

export const verifyConnection: Operation = async (input, { environment, progress }) => {
  progress('connecting to Security & Compliance PowerShell');
  const { tenantId } = await connect(Connection.parse(input), environment);
  const ok = (message: string) => ({ state: 'ok', message });
  const proof = { server: environment.server, account: environment.account, tenantId };
  await ask(environment, '/exchange/proofs', z.looseObject({}), { ...proof, session: 'ok', search: 'not-tested' });
  return {
    output: {
      account: environment.account,
      computerName: environment.server.toUpperCase(),
      token: ok('Entra issued a token for the application.'),
      session: ok('Connected to Security & Compliance PowerShell.'),
    },
  };
};

/** In a PowerShell of its own, with -EnableSearchOnlySession. */
export const verifySearch: Operation = async (input, { environment, progress }) => {
  progress('opening a search-only session');
  const { tenantId } = await connect(Connection.parse(input), environment);
  const proof = { server: environment.server, account: environment.account, tenantId };
  await ask(environment, '/exchange/proofs', z.looseObject({}), { ...proof, session: 'ok', search: 'ok' });
  return { output: { state: 'ok', message: 'The search-only session answered.' } };
};
