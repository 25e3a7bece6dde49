import { describe, expect, it } from 'vitest';
import { buttonOf, cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import {
  didYouMeanCard,
  helpCard,
  helpCommandCard,
  hintCard,
  lookupCard,
  noticeCard,
  refusalText,
  unknownTenantCard,
  welcomeCard,
} from '../../../../src/bot/cards/index.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { driverAt, type Stage, viewOf } from '../../../support/runs.ts';

const NAMES = ['onboard', 'plan', 'status', 'retry', 'cancel', 'help', 'show'];
const COMMANDS = NAMES.map((name) => ({
  usage: `${name} <tenant>`,
  summary: `does ${name}`,
  example: `${name} contoso`,
}));

describe('help', () => {
  it('is five things to type, and more on request', () => {
    const card = helpCard({ speakerRoles: ['requester'], personal: false, commands: COMMANDS, more: false });

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)).toEqual([
      'What you can do',
      '@exo onboard contoso does onboard',
      '@exo plan contoso does plan',
      '@exo status contoso does status',
      '@exo retry contoso does retry',
      '@exo cancel contoso does cancel',
      'Your role here: requester.',
      '[More]',
    ]);
    expect(buttonOf(card, 'More')).toMatchObject({ verb: 'help', data: { more: true } });
  });

  it('needs no mention in a personal chat, and shows everything with its usage when asked for more', () => {
    const card = helpCard({ speakerRoles: [], personal: true, commands: COMMANDS, more: true });

    expect(cardProblems(card)).toEqual([]);
    expect(cardToText(card)).toContain('show <tenant> does show. For example: show contoso');
    expect(cardToText(card)).toContain('You have no role here yet');
    expect(cardToText(card)).not.toContain('@exo');
    expect(cardToText(card)).not.toContain('[More]');
  });

  it('explains one command with what was wrong about it', () => {
    const [command] = COMMANDS;
    if (!command) throw new Error('no command');
    const card = helpCommandCard({ command, personal: false, remark: 'The tenant is missing.' });

    expect(cardProblems(card)).toEqual([]);
    expect(cardToText(card)).toContain('The tenant is missing.');
    expect(cardToText(card)).toMatch(/Type +@exo onboard <tenant>/);
  });
});

describe('first contact', () => {
  it('says what it does, what to type and what is missing', () => {
    const missing = ['No approvers are configured: nobody can approve. See Go live, step 4.'];
    const card = welcomeCard({ organisation: 'Fabrikam Managed Services', missing, commands: COMMANDS });

    expect(cardProblems(card)).toEqual([]);
    expect(cardToText(card)).toContain('members of Fabrikam Managed Services only');
    expect(cardToText(card)).toContain('⚠ Missing: No approvers are configured');
    expect(cardLines(card).filter((line) => line.startsWith('@exo'))).toHaveLength(3);
  });
});

describe('misunderstandings', () => {
  it('offer the nearest command as a button', () => {
    const card = didYouMeanCard({ said: 'onbord contso', suggestion: 'onboard contoso' });

    expect(cardProblems(card)).toEqual([]);
    expect(cardToText(card)).toContain('I don\'t know "onbord contso". Did you mean: @exo onboard contoso ?');
    expect(buttonOf(card, 'Do it')).toMatchObject({ verb: 'do', data: { command: 'onboard contoso' } });
  });

  it('point to help when nothing is near', () => {
    expect(cardToText(didYouMeanCard({ said: 'xyzzy', suggestion: undefined }))).toContain('Say @exo help');
  });

  it('are one line for an everyday word, with the command that it stands for', () => {
    const card = hintCard({ text: 'To stop a run: @exo cancel <run>.', command: 'cancel contoso-1' });

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)).toEqual(['To stop a run: @exo cancel <run>.', '[@exo cancel contoso-1]']);
    expect(cardLines(hintCard({ text: 'No.', command: undefined }))).toEqual(['No.']);
  });

  it('offer the near tenants', () => {
    const card = unknownTenantCard({
      reference: 'contso',
      near: ['contoso'],
      advice: 'contso.onmicrosoft.com does not exist.',
      command: 'onboard',
    });

    expect(cardProblems(card)).toEqual([]);
    expect(cardToText(card)).toContain('Near: contoso. Or give a domain or tenant id.');
    expect(buttonOf(card, 'onboard contoso')).toMatchObject({ verb: 'do', data: { command: 'onboard contoso' } });
  });

  it('are plain notices otherwise', () => {
    const card = noticeCard({ title: 'Microsoft Entra does not answer.', text: 'Try again in a minute.' });

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)).toEqual(['Microsoft Entra does not answer.', 'Try again in a minute.']);
  });
});

describe('the first sign of a run', () => {
  it('says what is being looked up', () => {
    const card = lookupCard({ label: 'contoso', kind: 'onboard', command: 'c', person: '29:mia' });

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card)).toEqual(['Onboarding contoso', '● Working: looking up the tenant', '[Refresh]']);
  });
});

describe('a refusal', () => {
  const said = (refusal: Parameters<typeof refusalText>[0], stage: Stage) => {
    const driver = driverAt(stage);
    return refusalText(refusal, driver.run, viewOf(driver));
  };

  it.each([
    ['own-request', 'approval', 'You asked for this run, so another approver must decide: Jon Berg or Ana Ruiz.'],
    [
      'not-approver',
      'approval',
      'Only approvers can decide this: Jon Berg and Ana Ruiz. You can ask them here in the thread.',
    ],
    ['already-decided', 'approved', 'Already approved by Jon Berg at 14:38 UTC.'],
    ['plan-changed', 'approval', 'The request changed after this card was posted. A new card is below.'],
    ['expired', 'expired', 'This approval expired at 14:31 UTC. Retry on the run card asks the approvers again.'],
    ['no-open-approval', 'asked', 'Nothing in contoso-1 waits for approval now.'],
    [
      'run-closed',
      'declined',
      'contoso-1 is over: declined by Jon Berg at 14:31 UTC. A new one starts with: @exo onboard contoso',
    ],
    ['run-closed', 'finished', 'contoso-1 is over: finished at 14:39 UTC. A new one starts with: @exo onboard contoso'],
    ['nothing-to-retry', 'asked', 'Nothing in contoso-1 needs a retry now.'],
    [
      'not-allowed',
      'asked',
      'Only requesters, approvers and administrators can do this. You can ask one of them here in the thread.',
    ],
  ] as const)('is a sentence that helps: %s (%s)', (refusal, stage, text) => {
    expect(said(refusal, stage)).toBe(text);
  });
});
