import { z } from 'zod';
import type { StepOutput } from '../../../src/contracts/steps/index.ts';
import type { Call } from './call.ts';
import { Connection, connect, type Session } from './exchange-session.ts';
import { ownError, StandInError } from './failure.ts';
import { olderThan } from './versions.ts';

const ServicePrincipal = z.object({ appId: z.string(), objectId: z.string(), displayName: z.string() });
const Listed = z.object({ ok: z.literal(true), servicePrincipals: z.array(ServicePrincipal) });
const Done = z.object({ ok: z.literal(true) });

const Register = Connection.extend({ servicePrincipalId: z.string(), displayName: z.string() });

export async function registerInExchange(call: Call): Promise<StepOutput<'register-in-exchange'>> {
  const { servicePrincipalId: objectId, displayName, ...connection } = Register.parse(call.input);
  const { appId } = connection;
  call.progress('connecting to Security & Compliance PowerShell');
  const session = await connect(call, connection);
  const found = await find(session, appId, objectId);
  if (found) return { objectId, displayName: found.displayName, created: false };
  call.progress('registering the application in Exchange');
  const body = { connectionId: session.connectionId, appId, objectId, displayName };
  try {
    await session.ask('POST', '/exchange/service-principals', Done, body);
  } catch (error) {
    if (!(error instanceof StandInError) || !/already exist/i.test(error.message)) throw error;
    await find(session, appId, objectId);
    return { objectId, displayName, created: false };
  }
  return { objectId, displayName, created: true };
}

export async function removeFromExchange(call: Call): Promise<StepOutput<'remove-from-exchange'>> {
  const { servicePrincipalId: objectId, ...connection } = Register.omit({ displayName: true }).parse(call.input);
  call.progress('connecting to Security & Compliance PowerShell');
  const session = await connect(call, connection);
  if (!(await find(session, connection.appId, objectId))) return { removed: false, remains: '' };
  call.progress('removing the application from Exchange');
  await session.ask('POST', '/exchange/remove-service-principal', Done, {
    connectionId: session.connectionId,
    objectId,
  });
  return { removed: true, remains: '' };
}

async function find(session: Session, appId: string, objectId: string) {
  const path = `/exchange/service-principals?connectionId=${session.connectionId}`;
  const { servicePrincipals } = await session.ask('GET', path, Listed);
  for (const entry of servicePrincipals) {
    if (entry.appId === appId && entry.objectId === objectId) return entry;
    if (entry.appId === appId || entry.objectId === objectId) {
      const message = `Exchange has a service principal with application ${entry.appId} and object ${entry.objectId}, where object ${objectId} of application ${appId} belongs.`;
      throw ownError('service-principal-conflict', message);
    }
  }
  return undefined;
}

export async function verifyConnection(call: Call): Promise<Omit<StepOutput<'verify-connection'>, 'search'>> {
  const { machine } = call;
  const connection = Connection.parse(call.input);
  call.progress(`connecting as ${machine.account}`);
  const { ask } = await connect(call, connection);
  const token = { state: 'ok' as const, message: 'Entra issued a token for the certificate.' };
  const session = { state: 'ok' as const, message: 'Security & Compliance PowerShell opened a session and answered.' };
  const { tenantId } = connection;
  const proof = { server: machine.server, account: machine.account, tenantId, session, search: null };
  await ask('POST', '/exchange/proofs', Done, proof);
  return { account: machine.account, computerName: machine.server.toUpperCase(), token, session };
}

const SEARCH_FROM = '3.10.1';

export async function verifySearch(call: Call): Promise<StepOutput<'verify-connection'>['search']> {
  const version = call.server.exchangeModuleVersion;
  if (version === null || olderThan(version, SEARCH_FROM)) {
    const held = version ?? 'not installed';
    return {
      state: 'not-tested',
      message: `Searches need ExchangeOnlineManagement ${SEARCH_FROM}; here it is ${held}.`,
    };
  }
  call.progress('opening a search session');
  try {
    await connect(call, Connection.parse(call.input));
    return { state: 'ok', message: 'A search session opened and listed the searches.' };
  } catch (error) {
    if (!(error instanceof StandInError)) throw error;
    return { state: 'failed', message: `Searches do not work: ${error.message.slice(0, 300)}` };
  }
}
