import { describe, expect, it } from 'vitest';
import { allObjects, buttonsOf, cardToText } from '../../../../demo/chat/card-text.ts';
import { acceptCard, runCard } from '../../../../src/bot/cards/index.ts';
import { threadLine } from '../../../../src/bot/delivery/notices/thread-line.ts';
import type { Drift } from '../../../../src/contracts/steps/cloud/drift.ts';
import { driftCode, driftHash } from '../../../../src/runs/drift/acceptances.ts';
import type { Run, RunRequest } from '../../../../src/runs/run.ts';
import { cardProblems, formProblems } from '../../../support/card-check.ts';
import { RunDriver, START } from '../../../support/run-driver.ts';
import { JON, makeRequest } from '../../../support/run-request.ts';
import { viewOf } from '../../../support/runs.ts';
import { APP_ID, THUMBPRINT } from '../../../support/step-outputs.ts';

const standing = { organization: 'contoso.onmicrosoft.com', appId: APP_ID, thumbprint: THUMBPRINT };

const CREDENTIAL: Drift = {
  kind: 'credential',
  id: 'certificate application 1',
  grave: true,
  text: 'A credential that exo did not add: certificate "backup-tool". Whoever holds it can read all mail of the tenant.',
  advice: 'Suspend the tenant unless you know this credential.',
  mendable: false,
};
const ROLE: Drift = {
  kind: 'role-missing',
  id: 'role-missing',
  grave: false,
  text: 'The role Compliance Administrator was taken from the application.',
  advice: 'Mend it.',
  mendable: true,
};

function checked(findings: readonly Drift[], place = {}, accepted: RunRequest['accepted'] = []): Run {
  const driver = new RunDriver(makeRequest({ kind: 'check', servers: [], standing, place, accepted }));
  driver.start('check-drift');
  driver.finish('check-drift', { findings, at: '2026-11-24T14:32:00.000Z' });
  return driver.run;
}

const cardOf = (run: Run) => runCard(run, viewOf(new RunDriver(run.request), { now: START + 60_000 }));

describe('the card of a check', () => {
  it('says that nothing changed, with nothing to click', () => {
    const card = cardOf(checked([]));

    expect(cardToText(card)).toContain('✔ contoso is as exo left it');
    expect(buttonsOf(card)).not.toContain('Mend');
    expect(cardProblems(card)).toEqual([]);
  });

  it('names what changed and what to do, and offers to suspend and to mend', () => {
    const card = cardOf(checked([CREDENTIAL, ROLE]));
    const text = cardToText(card);

    expect(text).toContain('✖ contoso changed');
    expect(text).toContain('✖ Credential · A credential that exo did not add: certificate "backup-tool"');
    expect(text).toContain('Suspend the tenant unless you know this credential.');
    expect(text).toContain('⚠ Role · The role Compliance Administrator was taken');
    expect(JSON.stringify(card)).toContain('"command":"suspend contoso"');
    expect(JSON.stringify(card)).toContain('"command":"onboard contoso"');
    expect(cardProblems(card)).toEqual([]);
  });

  it('does not offer to suspend for what only fails, nor to mend what an onboarding does not', () => {
    expect(JSON.stringify(cardOf(checked([ROLE])))).not.toContain('suspend contoso');
    expect(JSON.stringify(cardOf(checked([CREDENTIAL])))).not.toContain('onboard contoso');
    expect(cardToText(cardOf(checked([ROLE])))).toContain('⚠ contoso changed');
  });

  it('stays small however much was found', () => {
    const many = Array.from({ length: 50 }, (_, index) => ({ ...CREDENTIAL, id: `${index}`, text: 'x'.repeat(500) }));

    expect(cardProblems(cardOf(checked(many)))).toEqual([]);
  });
});

describe('a change that an approver accepted', () => {
  const acceptance = {
    tenantId: makeRequest().tenant.id,
    code: driftHash(CREDENTIAL),
    text: CREDENTIAL.text,
    by: { id: JON.id, name: JON.name },
    reason: 'CHG0031',
    at: START - 1000,
    until: START + 30 * 86_400_000,
  };

  it('is offered with the words to say', () => {
    const card = JSON.stringify(cardOf(checked([CREDENTIAL])));

    expect(card).toContain(`@exo accept contoso-1 ${driftCode(CREDENTIAL)} 90`);
  });

  it('can be chosen on a form of its own, with why and for how long', () => {
    const card = acceptCard(checked([CREDENTIAL, ROLE]));
    const fields = allObjects(card).filter(({ type }) => String(type).startsWith('Input.'));

    expect(fields.map(({ id, isRequired }) => [id, isRequired])).toEqual([
      ['change', true],
      ['reason', true],
      ['days', true],
    ]);
    expect(JSON.stringify(card)).toContain(`"value":"${driftCode(ROLE)}"`);
    expect(formProblems(card)).toEqual([]);
    expect(JSON.stringify(cardOf(checked([CREDENTIAL])))).toContain('"verb":"accept-form"');
  });

  it('is listed with who, why and until when, and raises no alarm', () => {
    const text = cardToText(cardOf(checked([CREDENTIAL], {}, [acceptance])));

    expect(text).toContain('✔ contoso is as exo left it');
    expect(text).toContain('Accepted by Jon Berg until 24 Dec 2026, because CHG0031');
    expect(text).not.toContain('Suspend the tenant');
  });

  it('is a change again when its time is over', () => {
    const text = cardToText(cardOf(checked([CREDENTIAL], {}, [{ ...acceptance, until: START - 1 }])));

    expect(text).toContain('✖ contoso changed');
  });
});

describe('the line in the thread', () => {
  const mia = { name: 'Mia Okafor' };

  it('is written where exo looked by itself and something changed', () => {
    const run = checked([CREDENTIAL, ROLE], { after: {} });

    expect(threadLine(run, { kind: 'finished' }, mia)).toMatch(
      /^Mia Okafor contoso changed: .* and 1 more \(card above\)$/,
    );
  });

  it('is not written to whoever asked for the check', () => {
    expect(threadLine(checked([CREDENTIAL]), { kind: 'finished' }, mia)).toBeUndefined();
  });
});
