import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { z } from 'zod';
import { clickActivity } from '../../demo/chat/activities.ts';
import { JON } from '../../demo/people.ts';
import { wordsOf } from './bot.ts';
import { HOME_TENANT } from './bot-config.ts';
import { startConnector } from './connector.ts';
import type { DemoFixture } from './demo-system.ts';
import { makeRequest } from './run-request.ts';
import { FRESH } from './step-outputs.ts';
import { BOT } from './teams-activities.ts';
import { until } from './until.ts';

interface Waiting {
  readonly id: string;
  readonly conversation: string;
  /** Message with its live card. */
  readonly card: string;
}

/**
 * Many runs that wait for their approval, made by the previous version while its jobs does not run, each in a conversation of its
 * own. They cost little: nothing is done in their tenants.
 */
export async function makeWaitingRuns(demo: DemoFixture, previousFolder: string, count: number) {
  const connector = await startConnector();
  const places: Omit<Waiting, 'id'>[] = [];
  for (let number = 1; number <= count; number++) {
    const conversation = `19:waiting-${number}@thread.tacv2`;
    const url = `${connector.serviceUrl}v3/conversations/${encodeURIComponent(conversation)}/activities`;
    await fetch(url, { method: 'POST', body: JSON.stringify({ type: 'message', text: 'looking' }) });
    places.push({ conversation, card: connector.messages.at(-1)?.id ?? '' });
  }
  const requests = places.map(({ conversation, card }, index) => {
    const { serviceUrl } = connector;
    const channel = { v: 1, kind: 'channel', channelId: 'msteams', tenantId: HOME_TENANT, serviceUrl, botId: BOT.id };
    const id = `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`;
    return makeRequest({
      tenant: { id, domain: `t${index}.com`, label: `t${index}`, cloud: 'global' },
      place: {
        runCard: { place: { ...channel, conversationId: conversation }, messageId: card },
        command: `t${index}`,
      },
    });
  });
  const { redisUrl, namespace, keys } = demo.system;
  const wanted = { folder: previousFolder, redisUrl, namespace, seal: keys.seal, requests, outputs: FRESH };
  const ids = await seed(wanted);
  const runs = places.map((place, index): Waiting => ({ id: ids[index] ?? '', ...place }));
  const cardsOf = ({ conversation }: Waiting) =>
    connector.messages.filter((each) => each.conversation === conversation);
  const approvalsOf = (run: Waiting) =>
    cardsOf(run).filter((each) => each.id !== run.card && /Approval needed|Declined by/.test(wordsOf(each)));

  return {
    runs,
    /** Waits until each is asked for in its conversation. */
    async untilAsked(): Promise<void> {
      await until(
        () => runs.every((run) => approvalsOf(run).length > 0) || undefined,
        () => 'an approval card for each',
        150_000,
      );
    },
    /** Jon declines these on their approval cards, and sees it there. */
    async decline(some: readonly Waiting[]): Promise<void> {
      const { env } = demo.supervisor.planOf('bot');
      for (const run of some) {
        const [approval] = approvalsOf(run);
        const message = { id: approval?.id ?? '', place: run.conversation };
        const button = { verb: 'decline', data: { run: run.id, round: 1 } };
        const activity = clickActivity(JON, message, button, connector.serviceUrl);
        const answer = await fetch(`http://127.0.0.1:${env['PORT']}/api/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(activity),
        });
        expect(answer.status, await answer.text()).toBe(200);
      }
      const shown = (run: Waiting) =>
        cardsOf(run).some((each) => each.id === run.card && /eclined/.test(wordsOf(each)));
      await until(
        () => some.every(shown) || undefined,
        () =>
          some
            .filter((run) => !shown(run))
            .map(({ id }) => id)
            .join(),
        150_000,
      );
    },
    /** Each run was asked about once, and is as Jon decided. */
    async expectDeclinedOnce(): Promise<void> {
      for (const run of runs) {
        expect((await demo.store.get(run.id))?.state, run.id).toBe('declined');
        const journal = await demo.store.journal(run.id);
        expect(
          journal.filter(({ what }) => what === 'declined'),
          run.id,
        ).toHaveLength(1);
        expect(approvalsOf(run).map(wordsOf), run.id).toHaveLength(1);
      }
    },
    [Symbol.asyncDispose]: () => connector[Symbol.asyncDispose](),
  };
}

async function seed(wanted: object): Promise<string[]> {
  const script = join(import.meta.dirname, 'seed-previous-runs.mjs');
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.end(JSON.stringify(wanted));
  const [said] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  return z.array(z.string()).parse(JSON.parse(said));
}
