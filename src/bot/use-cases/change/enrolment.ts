import { formatToken } from '../../../contracts/fleet/enrolment.ts';
import { type ConfiguredRunner, configuredRunners } from '../../../process/config/configured-runners.ts';
import { noticeCard, tokenCard } from '../../cards/index.ts';
import type { CommandContext } from '../../spec/command.ts';

const ANSWERED_WITHIN_MS = 10_000;

/** Gives tokens to the runners of a MID server, or takes the runners out. */
export async function enrolment(what: 'add' | 'remove', server: string, context: CommandContext): Promise<void> {
  const servers = Object.values(context.bot.config.serverGroups).flatMap((group) => group.servers);
  const found = servers.find(({ name }) => name === server);
  if (what === 'add' && found) await add(server, configuredRunners(found), context);
  else if (what === 'remove') await remove(server, found ? configuredRunners(found) : [], context);
  else await explain(context, `No MID server ${server}`, `Add ${server} to a server group in exo.config.yaml first.`);
}

async function add(server: string, runners: readonly ConfiguredRunner[], context: CommandContext): Promise<void> {
  const { bot, command, reply } = context;
  if (command.place.kind !== 'personal') {
    await explain(
      context,
      'In our personal chat, please',
      `A token is for you alone: say "runner add ${server}" there.`,
    );
    return;
  }
  const by = { id: command.speaker.id ?? '', name: command.speaker.name };
  const tokens = [];
  for (const each of runners) {
    const token = await bot.enrolments.giveToken(each, bot.keys.prefix.slice(1, -1), by);
    tokens.push({ id: each.id, token: formatToken(token) });
  }
  bot.logger.info({ server, by: by.id }, 'enrolment tokens given');
  await reply({ card: tokenCard(server, tokens) });
}

async function remove(server: string, configured: readonly ConfiguredRunner[], context: CommandContext): Promise<void> {
  const { bot, command } = context;
  const accepted = [...(await bot.runners.all()).values()].filter((record) => record.server === server);
  const ids = new Set([...configured, ...accepted].map(({ id }) => id));
  const by = { id: command.speaker.id ?? '', name: command.speaker.name };
  const removed: string[] = [];
  const left: string[] = [];
  for (const id of ids) {
    await bot.enrolments.forget(id);
    if (!(await bot.runners.get(id))) continue;
    const answer = await bot.orchestrator.remove(id, by, ANSWERED_WITHIN_MS);
    (answer === 'done' ? removed : left).push(id);
    bot.logger.info({ server, runner: id, by: by.id, answer }, 'asked to remove a runner');
  }
  if (left.length > 0) await notRemoved(server, left, context);
  else if (removed.length === 0) {
    await explain(context, `${server} has no accepted runner`, 'See who is there: @exo runners.');
  } else await sayRemoved(server, removed, context);
}

async function notRemoved(server: string, left: readonly string[], context: CommandContext): Promise<void> {
  await explain(
    context,
    `${server} is not out yet`,
    `The jobs process has not removed ${left.join(' and ')}: it may be stopped, or its configuration does not name you as an admin. Say @exo runners in a minute; if they are still listed, remove ${server} again.`,
  );
}

async function sayRemoved(server: string, removed: readonly string[], context: CommandContext): Promise<void> {
  await explain(
    context,
    `${server} is out`,
    `${removed.join(' and ')} get no more work and their results are refused. Now remove the services on ${server} and their Redis users; the certificate in its store stays until you delete it.`,
  );
}

async function explain({ reply }: CommandContext, title: string, text: string): Promise<void> {
  await reply({ card: noticeCard({ title, text }) });
}
