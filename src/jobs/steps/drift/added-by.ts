import { z } from 'zod';
import type { OtherHolder } from '../../../contracts/approval/approval.ts';
import { Instant } from '../../../contracts/ids.ts';
import { trustOf } from '../entra/facts/holders.ts';
import { quoted } from '../entra/foreign-text.ts';

/** Where a person or an application is named; a mail address of 64 characters is a long one. */
const LONGEST_ACTOR = 64;

const Changed = z.object({
  displayName: z.string().nullish(),
  oldValue: z.string().nullish(),
  newValue: z.string().nullish(),
});

/** Read tolerantly: no page of Microsoft says what stands in `modifiedProperties`. https://learn.microsoft.com/graph/api/resources/directoryaudit */
export const DirectoryAudit = z.object({
  activityDateTime: Instant,
  activityDisplayName: z.string().nullish(),
  result: z.string().nullish(),
  initiatedBy: z
    .object({
      user: z.object({ userPrincipalName: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
      app: z.object({ appId: z.string().nullish(), displayName: z.string().nullish() }).nullish(),
    })
    .nullish(),
  targetResources: z
    .array(z.object({ id: z.string().nullish(), modifiedProperties: z.array(Changed).nullish() }))
    .nullish(),
});
export type DirectoryAudit = z.infer<typeof DirectoryAudit>;

/** Who added a credential or an owner and when, as a phrase; undefined where no entry says it. */
export function addedBy(holder: OtherHolder, audits: readonly DirectoryAudit[]): string | undefined {
  const [latest] = audits
    .filter((audit) => audit.result === 'success' && adds(audit, holder))
    .toSorted((one, other) => Date.parse(other.activityDateTime) - Date.parse(one.activityDateTime));
  const actor = latest && actorOf(latest);
  if (!latest || !actor) return undefined;
  const at = new Date(latest.activityDateTime).toISOString();
  return `added by ${actor} on ${at.slice(0, 10)} at ${at.slice(11, 16)} UTC`;
}

/** The address of a person and the name of an application are chosen in the tenant. */
function actorOf({ initiatedBy }: DirectoryAudit): string | undefined {
  const { user, app } = initiatedBy ?? {};
  const person = user?.userPrincipalName ?? user?.displayName;
  if (person) return quoted(person, LONGEST_ACTOR);
  const application = app?.displayName ?? app?.appId;
  return application ? `the application ${quoted(application, LONGEST_ACTOR)}` : undefined;
}

function adds({ activityDisplayName, targetResources }: DirectoryAudit, { kind, id }: OtherHolder): boolean {
  const targets = targetResources ?? [];
  const [ofDirectory = '', trust] = id.split(' ');
  if (kind === 'owner') {
    return activityDisplayName?.startsWith('Add owner to') === true && targets.some((target) => target.id === id);
  }
  const changes = targets.flatMap(({ modifiedProperties }) => modifiedProperties ?? []);
  return changes.some(({ displayName, oldValue, newValue }) => {
    const before = new Set(entriesOf(oldValue));
    const added = entriesOf(newValue).filter((entry) => !before.has(entry));
    if (kind !== 'federated-credential') return displayName === 'KeyDescription' && added.some(describes(ofDirectory));
    return displayName === 'FederatedIdentityCredentials' && added.some((entry) => trust && trustIn(entry) === trust);
  });
}

/** `[KeyIdentifier=...,KeyType=...,KeyUsage=...,DisplayName=...]`: only the beginning is not chosen by whoever adds it. */
function describes(keyId: string): (entry: string) => boolean {
  const beginning = `[KeyIdentifier=${keyId},`.toLowerCase();
  return (entry) => keyId !== '' && entry.toLowerCase().startsWith(beginning);
}

const Trust = z
  .record(z.string(), z.unknown())
  .transform((given) => Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value])))
  .pipe(z.object({ issuer: z.string(), subject: z.string().nullish() }));

function trustIn(entry: string): string | undefined {
  const read = Trust.safeParse(parsed(entry));
  return read.success ? trustOf(read.data) : undefined;
}

/** Values are lists as JSON in a string. */
function entriesOf(value: string | null | undefined): string[] {
  const list = z.array(z.unknown()).safeParse(parsed(value ?? '[]'));
  if (!list.success) return [];
  return list.data.map((entry) => (typeof entry === 'string' ? entry : JSON.stringify(entry)));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A form that nobody documents: whoever asks finds nothing in it.
    return undefined;
  }
}
