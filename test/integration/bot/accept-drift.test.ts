import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { driftCode } from '../../../src/runs/drift/acceptances.ts';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { JON, LEE, MIA } from '../../support/run-request.ts';
import { FRESH } from '../../support/step-outputs.ts';
import { until } from '../../support/until.ts';

const FINDING = {
  kind: 'credential',
  id: 'certificate application 41B0',
  grave: true,
  text: 'A credential that exo did not add: certificate "backup-tool".',
  advice: 'Ask the customer who added it.',
  mendable: false,
} as const;
const FOUND = { ...FRESH, 'check-drift': { findings: [FINDING], at: '2026-11-24T09:30:00.000Z' } };

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'));
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

async function onboard(): Promise<void> {
  await world.say(MIA, 'onboard contoso');
  await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
  await world.work('contoso-1', [], FRESH);
  const approval = await world.untilMessage((each) => wordsOf(each).includes('Approval needed'));
  await until(async () => (await world.redis.hexists(world.keys.chat('contoso-1'), 'approval:1')) || undefined);
  await world.click(JON, { verb: 'approve', data: { run: 'contoso-1', round: 1 }, messageId: approval.id });
  expect((await world.work('contoso-1', [], FRESH)).state).toBe('finished');
}

test('an approver accepts what a check found, with a reason and a line of the audit log, and the next check says so', async () => {
  await onboard();
  await world.say(MIA, 'check contoso');
  const card = await world.untilMessage((each) => wordsOf(each).includes('contoso-check-2'));
  await world.work('contoso-check-2', [], FOUND);
  await until(() => wordsOf(card).includes('contoso changed') || undefined);
  const words = `accept contoso-check-2 ${driftCode(FINDING)} 30 "CHG0031, backup tool of the customer"`;

  await world.say(LEE, words);
  await world.untilMessage((each) => each.text.includes('do not have the right'));
  expect(await world.redis.hlen(world.keys.accepted)).toBe(0);
  await world.say(JON, words);
  const accepted = await world.untilMessage((each) => wordsOf(each).includes('Accepted in contoso'));
  expect(wordsOf(accepted)).toContain('because: CHG0031, backup tool of the customer');
  expect((await world.redis.lrange(world.keys.audit, 0, -1)).join('\n')).toContain('drift accepted');

  await world.say(MIA, 'check contoso');
  const again = await world.untilMessage((each) => wordsOf(each).includes('contoso-check-3'));
  await world.work('contoso-check-3', [], FOUND);
  await until(
    () => wordsOf(again).includes('accepted by Jon Berg') || wordsOf(again).includes('Accepted') || undefined,
  );
  expect(wordsOf(again)).not.toContain('contoso changed');
});

test('an approver accepts by the form, as by the command, and nothing without a reason', async () => {
  await onboard();
  await world.say(MIA, 'check contoso');
  const { id: messageId } = await world.untilMessage((each) => wordsOf(each).includes('contoso-check-2'));
  await world.work('contoso-check-2', [], FOUND);
  const run = 'contoso-check-2';
  const filled = { run, change: driftCode(FINDING), days: '90', reason: 'CHG0031, the "backup"\ntool' };
  const accept = (data: Readonly<Record<string, unknown>>, person = JON) =>
    world.click(person, { verb: 'accept-change', data, messageId });

  const form = await world.click(JON, { verb: 'accept-form', data: { run }, messageId });
  expect(JSON.stringify(form.value)).toContain('Input.Text');
  expect((await accept(filled, LEE)).type).toContain('error');
  for (const { missing, says } of [
    { missing: { reason: ' ' }, says: 'Give a reason' },
    { missing: { days: '9999' }, says: 'how many days' },
    { missing: { change: '00000000' }, says: 'Choose a change' },
  ])
    expect(JSON.stringify(await accept({ ...filled, ...missing }))).toContain(says);
  expect(await world.redis.hlen(world.keys.accepted)).toBe(0);

  await accept(filled);
  const accepted = await world.untilMessage((each) => wordsOf(each).includes('Accepted in contoso'));
  expect(wordsOf(accepted)).toContain("because: CHG0031, the 'backup' tool");
  expect((await world.redis.lrange(world.keys.audit, 0, -1)).join('\n')).toContain('drift accepted');
});

test('accepts nothing that the check did not find', async () => {
  await onboard();
  await world.say(JON, 'accept contoso-1 00000000 30 "CHG0031"');

  await world.untilMessage((each) => wordsOf(each).includes('Nothing was accepted'));
  expect(await world.redis.hlen(world.keys.accepted)).toBe(0);
});

test('accepts neither of two changes that somebody gave the same name', async () => {
  await onboard();
  await world.say(MIA, 'check contoso');
  await world.untilMessage((each) => wordsOf(each).includes('contoso-check-2'));
  const trust = 'federated-credential application 7f31c0de-0000-4000-8000-000000000001';
  const findings = [25398, 97113].map((subject) => ({ ...FINDING, id: `${trust} subject-${subject}` }));
  await world.work('contoso-check-2', [], { ...FRESH, 'check-drift': { findings, at: '2026-11-24T09:30:00.000Z' } });

  await world.say(JON, `accept contoso-check-2 ${driftCode({ id: `${trust} subject-97113` })} 30 "CHG0031"`);

  await world.untilMessage((each) => wordsOf(each).includes('Two changes in contoso-check-2 have the name'));
  expect(await world.redis.hlen(world.keys.accepted)).toBe(0);
});
