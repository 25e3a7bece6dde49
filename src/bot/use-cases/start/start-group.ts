import { MOST_APPROVED_TOGETHER } from '../../../contracts/approval/group.ts';
import type { Mode } from '../../../process/config/exo-config.ts';
import { CodedError } from '../../../process/errors.ts';
import { createDueList } from '../../../runs/due/due-list.ts';
import type { Group, GroupMember } from '../../../runs/groups/group.ts';
import { runRequest } from '../../../runs/run-request.ts';
import { noticeCard } from '../../cards/index.ts';
import { writeCardsAgain } from '../../delivery/redraw-queue.ts';
import type { Posted } from '../../records/run-place.ts';
import type { CommandContext } from '../../spec/command.ts';
import { findTenant } from '../find/find-tenant.ts';
import { beginAtHome, isOutOfSight, sayWhere } from './home-channel.ts';
import { tenantState } from './tenant-state.ts';

const AHEAD_MS = 30 * 86_400_000;
/** One card and one record hold them all. */
const MOST_CHECKED = 500;

interface Found {
  readonly members: readonly GroupMember[];
  readonly unknown: Group['unknown'];
}

/** Onboards several tenants under one approval. */
export function onboardAll(names: readonly string[], mode: Mode | undefined, context: CommandContext): Promise<void> {
  return startGroup('onboard', names.join(', '), () => toOnboard(names, mode, context), context);
}

/** Looks at every tenant now. */
export function checkAll(context: CommandContext): Promise<void> {
  return startGroup('check', 'all', () => toCheck(context), context);
}

/** Renews what is due within a month. */
export function renewDue(context: CommandContext): Promise<void> {
  return startGroup('rotate', 'due', () => toRenew(context), context);
}

async function startGroup(
  kind: Group['kind'],
  said: string,
  find: () => Promise<Found>,
  context: CommandContext,
): Promise<void> {
  const { bot, command, id } = context;
  if (context.isDone('begun')) return;
  if (kind !== 'check' && bot.config.approval.proof === 'sign-in') {
    throw new CodedError(
      'group-needs-card',
      'Nothing was started: an approval with a sign-in is about one tenant.',
      `Ask for each tenant by itself: @exo ${kind} <tenant>.`,
    );
  }
  const text = `exo looks the tenants up: ${said.slice(0, 300)}`;
  const messageId = await context.begin({ card: noticeCard({ title: 'Looking up', text }) });
  const { members, unknown } = await find();
  if (members.length === 0) {
    const why = unknown.map((each) => `${each.name}: ${each.text}`).join(' ');
    await context.reply({ card: noticeCard({ title: 'Nothing to do', text: why || 'No tenant is due or set up.' }) });
    return;
  }
  const goesHome = kind !== 'check' && isOutOfSight(context);
  const here: Posted = { place: command.place, messageId };
  const runCard = goesHome ? await beginAtHome(context, `${kind} ${said}`, said) : here;
  const { approval } = runRequest(bot.config, sample(context));
  await context.once('begun', async () => {
    const asked = {
      kind,
      state: 'working',
      requester: requesterOf(context),
      place: { runCard, command: id },
      approval,
      atOnce: bot.config.bulk.atOnce,
      createdAt: bot.now(),
      members: [...members],
      unknown,
      known: [],
      stops: 0,
      round: 0,
      decisions: [],
    } as const;
    const group = await bot.groups.create(asked, id);
    bot.logger.info({ group: group.id, tenants: members.length, by: group.requester.id }, 'group begun');
    await writeCardsAgain(bot, group.id);
    if (goesHome) await sayWhere(context, runCard);
  });
}

function requesterOf({ command: { speaker } }: CommandContext): Group['requester'] {
  return { id: speaker.id ?? '', name: speaker.name };
}

/** Only for the rules of approval, which every run takes from the configuration of this moment. */
function sample(context: CommandContext): Parameters<typeof runRequest>[1] {
  const tenant = { id: '', domain: '', label: '', cloud: 'global' } as const;
  const none = { settings: undefined, mode: undefined, serverGroup: undefined, earlier: null, place: {} };
  return { kind: 'check', tenant, requester: requesterOf(context), ...none };
}

async function toOnboard(names: readonly string[], mode: Mode | undefined, context: CommandContext): Promise<Found> {
  const members: GroupMember[] = [];
  const unknown: { name: string; text: string }[] = [];
  for (const name of [...new Set(names)]) {
    const found = await memberFor(name, mode, context);
    if ('text' in found) unknown.push({ name: name.slice(0, 300), text: found.text.slice(0, 600) });
    else if (!members.some(({ tenantId }) => tenantId === found.tenantId)) members.push(found);
  }
  for (const { label } of members.splice(MOST_APPROVED_TOGETHER)) {
    unknown.push({ name: label, text: `more than ${MOST_APPROVED_TOGETHER} tenants do not fit on one approval.` });
  }
  return { members, unknown };
}

/** A tenant that nothing can begin for harms only itself: it is named on the card before anybody approves. */
async function memberFor(
  name: string,
  mode: Mode | undefined,
  context: CommandContext,
): Promise<GroupMember | { readonly text: string }> {
  const { bot } = context;
  try {
    const found = await findTenant(bot.config, bot.resolveTenant, name);
    if (found.kind === 'unknown') return { text: found.reason };
    const { tenant, settings } = found;
    const { suspension, known } = await tenantState(bot, 'onboard', tenant);
    if (suspension) return { text: `it is suspended: @exo resume ${tenant.label} first.` };
    const open = await bot.store.openRun(tenant.id);
    if (open) return { text: `${open} is already working on it.` };
    const own = { mode, serverGroup: undefined, requester: requesterOf(context), ...known };
    const place = { group: GROUP_MARK };
    const request = runRequest(bot.config, { kind: 'onboard', tenant, settings, ...own, place });
    return { tenantId: tenant.id, label: tenant.label, request };
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { text: `${error.message} ${error.advice}` };
  }
}

/** The group has no id yet; a run only needs to know that it belongs to one. */
const GROUP_MARK = 'group_asked';

async function toCheck({ bot }: CommandContext): Promise<Found> {
  const rows = await bot.store.onboarded();
  const members = rows.map(({ tenantId, label }) => ({ tenantId, label }));
  members.sort((one, other) => one.label.localeCompare(other.label));
  const more = members.splice(MOST_CHECKED).length;
  const text = `exo looks at ${MOST_CHECKED} tenants at a time; it looks at each of the others once a day anyway.`;
  return { members, unknown: more > 0 ? [{ name: `${more} more`, text }] : [] };
}

async function toRenew({ bot }: CommandContext): Promise<Found> {
  const entries = await createDueList(bot.redis, bot.keys).until(bot.now() + AHEAD_MS, 'renewal');
  const rows = new Map(
    (await bot.store.onboarded(entries.map(({ tenantId }) => tenantId))).map((row) => [row.tenantId, row]),
  );
  const suspended = await bot.store.suspended();
  const members: GroupMember[] = [];
  const unknown: { name: string; text: string }[] = [];
  for (const { tenantId, thumbprint } of entries) {
    const row = rows.get(tenantId);
    if (row?.thumbprint !== thumbprint) continue;
    const { label } = row;
    const open = await bot.store.openRun(tenantId);
    if (suspended.has(tenantId)) unknown.push({ name: label, text: `it is suspended: @exo resume ${label} first.` });
    else if (open) unknown.push({ name: label, text: `${open} is already working on it.` });
    else if (members.length < MOST_APPROVED_TOGETHER) members.push({ tenantId, label });
    else unknown.push({ name: label, text: 'it is for the next time: say it again when these are through.' });
  }
  return { members, unknown };
}
