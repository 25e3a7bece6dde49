import { z } from 'zod';
import { Name } from '../../contracts/ids.ts';
import { isReservedName } from '../redis/key-space.ts';

const Runner = Name.refine(
  (name) => !isReservedName(name),
  'give it another name, such as mid1-elevated: exo uses this one',
).describe('Id of the runner: also the name of its queue');

/** As `npm run runner:enrol` and `@exo runners` show it: eight groups of four hexadecimal digits. */
const Fingerprint = z
  .string()
  .regex(
    /^[0-9A-Fa-f]{4}( [0-9A-Fa-f]{4}){7}$/,
    'copy the fingerprint as "npm run runner:enrol" prints it: 8 groups of 4',
  )
  .toUpperCase();

export const Server = z.strictObject({
  name: Name,
  primary: z
    .boolean()
    .default(false)
    .describe('Makes the certificate and registers in Exchange; exactly one per group'),
  elevated: Runner.describe('Runner for certificates and key access'),
  connect: Runner.describe('Runner that is the MID service user; may be the same when the service runs as LocalSystem'),
  serviceAccount: z.string().min(1).describe('Account of the MID service, e.g. CORP\\svc-mid or LocalSystem'),
  addresses: z
    .array(z.union([z.ipv4(), z.ipv6()]))
    .readonly()
    .optional()
    .describe('Public addresses from which Microsoft sees it sign in: names it where it still uses an old certificate'),
  pins: z
    .strictObject({ elevated: Fingerprint.optional(), connect: Fingerprint.optional() })
    .optional()
    .describe('Fingerprints of its runners: only these keys are accepted, whatever is said in chat'),
});
export type Server = z.infer<typeof Server>;

export const ServerGroup = z.strictObject({ servers: z.array(Server).min(1) }).superRefine((group, context) => {
  const primaries = group.servers.filter((server) => server.primary).length;
  if (primaries !== 1) {
    context.addIssue({ code: 'custom', message: `set "primary: true" on exactly one server (now on ${primaries})` });
  }
  if (new Set(group.servers.map((server) => server.name)).size !== group.servers.length) {
    context.addIssue({ code: 'custom', message: 'give every server a name of its own' });
  }
});
export type ServerGroup = z.infer<typeof ServerGroup>;

/** The fingerprint that the configuration asks of a runner; undefined: people compare it in chat. */
export function pinnedFingerprint(
  serverGroups: Readonly<Record<string, ServerGroup>>,
  runner: string,
): string | undefined {
  for (const { servers } of Object.values(serverGroups)) {
    for (const { elevated, connect, pins } of servers) {
      if (elevated === runner && pins?.elevated) return pins.elevated;
      if (connect === runner && pins?.connect) return pins.connect;
    }
  }
  return undefined;
}

/** Ids of all runners that the configuration names. */
export function runnerIds(serverGroups: Readonly<Record<string, ServerGroup>>): string[] {
  const servers = Object.values(serverGroups).flatMap((group) => group.servers);
  return [...new Set(servers.flatMap(({ elevated, connect }) => [elevated, connect]))];
}
