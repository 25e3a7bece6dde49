import { z } from 'zod';
import { RunRequest } from '../../runs/records/run.ts';
import { TenantFilter } from './tenant-filter.ts';

const OfRun = z.object({ run: z.string() });
const OfRound = z.object({ run: z.string(), round: z.number().int() });
const OfGroup = z.object({ group: z.string() });
const Nothing = z.object({});

/**
 * Everything that a button can ask, with what it carries. Cards and actions share this list: a button without an action, and
 * an action without its data, is a type error. The data comes from the client, so it names things and proves nothing.
 */
const VERBS = {
  approve: OfRound,
  decline: OfRound,
  retry: OfRun,
  cancel: OfRun,
  /** `asked`: when the card asked for it; missing on cards of an earlier release. */
  switched: OfRun.extend({ asked: z.number().int().optional() }),
  'remind-tomorrow': OfRun,
  'accept-form': OfRun,
  /** All but the run comes from the fields of the card; clients leave out empty ones. */
  'accept-change': OfRun.extend({
    change: z.string().max(64).default(''),
    days: z.string().max(8).default(''),
    reason: z.string().max(2000).default(''),
  }),
  refresh: OfRun,
  'open-run': OfRun,
  'group-open': OfGroup,
  'group-approve': OfGroup.extend({ round: z.number().int() }),
  'group-decline': OfGroup.extend({ round: z.number().int() }),
  'group-continue': OfGroup,
  'group-again': OfGroup,
  'group-stop': OfGroup,
  status: Nothing,
  'status-page': z.object({ page: z.number().int().min(0), filter: TenantFilter.default({ show: 'all' }) }),
  help: z.object({ more: z.boolean().default(true) }),
  follow: z.object({ command: z.string(), kind: RunRequest.shape.kind, tenant: z.string().max(253) }),
  do: z.object({ command: z.string().min(1).max(300) }),
  runners: Nothing,
  'accept-runner': z.object({ runner: z.string(), fingerprint: z.string() }),
  'refuse-runner': z.object({ runner: z.string() }),
};

export type Verb = keyof typeof VERBS;
/** What a button is given to carry. */
export type Carried<V extends Verb> = z.input<(typeof VERBS)[V]>;
/** What an action reads of it. */
export type Sent<V extends Verb> = z.output<(typeof VERBS)[V]>;

/** The same list, so that what is read of a verb's data has the type of that verb. */
export const VERB_DATA: { readonly [V in Verb]: z.ZodType<Sent<V>> } = VERBS;

export function isVerb(verb: string): verb is Verb {
  return Object.hasOwn(VERBS, verb);
}
