import { type Change, decideGroup, endGroup, goOn } from '../../runs/groups/changes.ts';
import type { Group } from '../../runs/groups/group.ts';
import { memberNow } from '../../runs/groups/member-now.ts';
import { hasRight } from '../../runs/rights.ts';
import { groupCard } from '../cards/index.ts';
import type { ActionAnswer } from '../chat/chat.ts';
import { channelKey } from '../chat/chat.ts';
import type { Sent } from '../chat/verbs.ts';
import { type ActionContext, defineAction, NOTHING_DECIDED, refused } from '../spec/action.ts';
import { groupView } from '../views/group-view.ts';

export const groupApprove = defineAction({
  verb: 'group-approve',
  right: undefined,
  changes: true,
  handler: (data, context) => decide('approve', data, context),
});

export const groupDecline = defineAction({
  verb: 'group-decline',
  right: undefined,
  changes: true,
  handler: (data, context) => decide('decline', data, context),
});

export const groupContinue = defineAction({
  verb: 'group-continue',
  right: 'operate',
  changes: true,
  handler: ({ group }, context) => change(group, (each) => goOn(each, context.actor, 'without'), context),
});

/** From the status card: the group as it is now. It is decided on its own card in the thread. */
export const groupOpen = defineAction({
  verb: 'group-open',
  right: 'look',
  changes: false,
  handler: async ({ group: id }, { bot }) => {
    const group = await bot.groups.get(id);
    return group
      ? { type: 'card', card: groupCard(await groupView(bot, group)) }
      : refused(`exo knows no group ${id}.`);
  },
});

/** What failed in the way that stopped the group is tried again, in the name of whoever clicked. */
export const groupAgain = defineAction({
  verb: 'group-again',
  right: 'operate',
  changes: true,
  handler: async ({ group: id }, context) => {
    const { bot, actor, notAfter } = context;
    const group = await bot.groups.get(id);
    for (const member of group?.members ?? []) {
      const run = member.run === undefined || member.end ? undefined : await bot.store.get(member.run);
      const now = memberNow(member, run);
      if (run && now.is === 'needs' && now.code === group?.stop?.code) {
        await bot.store.apply(run.id, { type: 'retry', by: actor, notAfter });
      }
    }
    return change(id, (each) => goOn(each, actor, 'again'), context);
  },
});

export const groupStop = defineAction({
  verb: 'group-stop',
  right: 'operate',
  changes: true,
  handler: ({ group }, context) => change(group, (each) => endGroup(each, context.actor), context),
});

/** A decision counts only on the very message that showed this list, and for the hash that exo remembers of it. */
async function decide(
  decision: 'approve' | 'decline',
  { group: id, round }: Sent<'group-approve'>,
  context: ActionContext,
): Promise<ActionAnswer> {
  const { bot, action, actor } = context;
  const card = await bot.records.approval(id, round);
  if (!card) return refused('exo knows no such approval. Ask for a new card: @exo status.');
  if (card.messageId !== action.messageId || channelKey(card.place) !== channelKey(action.place)) {
    return refused('This is not the card that exo posted for this approval. Use that card.');
  }
  const by = { id: actor.id, name: actor.name };
  const statement = hasRight(actor.roles, 'approve')
    ? await bot.decisions.sign({ run: id, round, subject: card.planHash, decision, by })
    : null;
  const said = { decision, by: actor, round, hash: card.planHash, statement };
  return change(id, (group) => decideGroup(group, said, bot.now()), context);
}

async function change(id: string, how: (group: Group) => Change, context: ActionContext): Promise<ActionAnswer> {
  const { bot, notAfter, noted } = context;
  const applied = await bot.groups.apply(id, how, notAfter);
  if (!applied) return refused(`exo knows no group ${id}.`);
  if (applied.refusal === 'too-late') return refused(NOTHING_DECIDED);
  noted();
  if (applied.refusal) return refused(TEXTS[applied.refusal] ?? 'This cannot be done now. Look at the card.');
  return { type: 'card', card: groupCard(await groupView(bot, applied.group)) };
}

const TEXTS: Readonly<Partial<Record<string, string>>> = {
  'own-request': 'You asked for this, so another approver must decide.',
  'not-approver': 'Only approvers can decide this. You can ask them here in the thread.',
  'already-decided': 'This was decided already.',
  'plan-changed': 'What the tenants ask for has changed since this card was drawn. Look at it again.',
  expired: 'This approval has expired. exo asks again.',
  'no-open-approval': 'Nothing here waits for approval now.',
  'run-closed': 'This is over already.',
  'nothing-to-retry': 'Nothing is stopped here now.',
};
