import type { ServerFacts } from '../../../contracts/fleet/server-report.ts';
import type { Drift } from '../../../contracts/steps/cloud/drift.ts';

/** A runner that was not seen for so long is away; whoever restarts a server is faster. */
export const AWAY_AFTER_MS = 24 * 3_600_000;

/** A MID server as its runners report it, and what the last onboarding left there. */
export interface ServerState {
  readonly name: string;
  /** Runners with the moment at which each was last seen, milliseconds since 1970; undefined: never. */
  readonly runners: readonly { readonly id: string; readonly seen: number | undefined }[];
  /** undefined: none that is newer than the last onboarding. */
  readonly report: ServerFacts | undefined;
  /** Who could use the private key after the last onboarding; undefined where it lies in the own store of its account. */
  readonly access: { readonly sid: string; readonly identities: readonly string[] } | undefined;
}

interface Expected {
  readonly displayName: string;
  /** The certificate that ServiceNow uses. */
  readonly thumbprint: string;
  readonly minimumModule: string;
}

/** What is not as the last onboarding left it on a MID server. */
export function serverDrift(server: ServerState, expected: Expected, now: number): Drift[] {
  const away = server.runners.filter(({ seen }) => seen === undefined || now - seen > AWAY_AFTER_MS);
  if (away.length > 0) return [awayFrom(server, away)];
  const { report } = server;
  return report ? [...moduleDrift(server.name, report, expected), ...keyDrift(server, report, expected)] : [];
}

/** Whether a finding of the kind `server` is about this one. */
export function isAbout(id: string, server: string): boolean {
  return id.split(' ')[1] === server;
}

function awayFrom({ name }: ServerState, away: ServerState['runners']): Drift {
  const last = Math.max(...away.map(({ seen }) => seen ?? 0));
  const since = last > 0 ? `since ${new Date(last).toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'at all';
  return {
    kind: 'server',
    id: `runner-away ${name} ${away.map(({ id }) => id).join(' ')}`,
    grave: false,
    text: `${away.map(({ id }) => id).join(' and ')} on ${name} ${away.length > 1 ? 'have' : 'has'} not been seen ${since}: nothing can be renewed or mended there.`,
    advice: `Start the runner services on ${name} and read their log.`,
    mendable: false,
  };
}

function moduleDrift(
  name: string,
  { exchangeModuleVersion: found }: ServerFacts,
  { minimumModule }: Expected,
): Drift[] {
  if (found !== null && !isOlder(found, minimumModule)) return [];
  const text =
    found === null
      ? `ExchangeOnlineManagement is no longer installed on ${name}.`
      : `${name} has ExchangeOnlineManagement ${found}; ${minimumModule} or newer is needed.`;
  return [
    {
      kind: 'server',
      id: `module ${name} ${found ?? 'missing'}`,
      grave: false,
      text,
      advice: `On ${name}, as administrator: Install-Module ExchangeOnlineManagement -MinimumVersion ${minimumModule} -Scope AllUsers.`,
      mendable: false,
    },
  ];
}

function keyDrift(server: ServerState, report: ServerFacts, { displayName, thumbprint }: Expected): Drift[] {
  const { name, access } = server;
  const held = report.certificates.find((each) => each.thumbprint === thumbprint);
  if (!held || held.key === 'missing') {
    return [
      {
        kind: 'key',
        id: `key-gone ${name} ${thumbprint}`,
        grave: false,
        text: `The ${held ? 'private key of the ' : ''}certificate of "${displayName}" is gone from ${name}: ServiceNow cannot sign in from there.`,
        advice: `Mend it: the onboarding brings the certificate to ${name} again.`,
        mendable: true,
      },
    ];
  }
  return access && held.readers ? accessDrift(name, thumbprint, held.readers, access) : [];
}

type Readers = NonNullable<ServerFacts['certificates'][number]['readers']>;

function accessDrift(
  name: string,
  thumbprint: string,
  readers: Readers,
  access: NonNullable<ServerState['access']>,
): Drift[] {
  const lost: Drift = {
    kind: 'key',
    id: `key-access-lost ${name} ${thumbprint}`,
    grave: false,
    text: `The account of the MID service may no longer read the private key on ${name}.`,
    advice: `Mend it: the onboarding grants it again on ${name}.`,
    mendable: true,
  };
  const strangers = readers.filter(({ sid, identity }) => sid !== access.sid && !access.identities.includes(identity));
  const added = strangers.map(
    ({ sid, identity }): Drift => ({
      kind: 'key',
      id: `key-reader ${name} ${thumbprint} ${sid}`,
      grave: true,
      text: `${identity} may read the private key on ${name} since the last onboarding, and with it all mail of the tenant.`,
      advice: `Find out who let ${identity} read it; take the right away on ${name}, then rotate the certificate.`,
      mendable: false,
    }),
  );
  return [...added, ...(readers.some(({ sid }) => sid === access.sid) ? [] : [lost])];
}

/** Versions as PowerShell compares them, number by number. */
function isOlder(version: string, minimum: string): boolean {
  const [found, wanted] = [version, minimum].map((each) => each.split('.').map(Number));
  for (const [index, number] of (wanted ?? []).entries()) {
    const other = found?.[index] ?? 0;
    if (other !== number) return other < number;
  }
  return false;
}
