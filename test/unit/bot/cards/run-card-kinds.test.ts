import { describe, expect, it } from 'vitest';
import { buttonOf, cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import { runCard } from '../../../../src/bot/cards/index.ts';
import { RunDriver } from '../../../support/run-driver.ts';
import { makeRequest } from '../../../support/run-request.ts';
import { driverAt, viewOf } from '../../../support/runs.ts';
import { FRESH } from '../../../support/step-outputs.ts';

const CONSENT = `https://login.microsoftonline.com/7c1d0a52-3b7e-4c55-9a10-2f6b1c9e41e0/v2.0/adminconsent?client_id=3d2f&state=${'s'.repeat(300)}`;

describe('the run card in link mode', () => {
  const driver = driverAt('consent');
  const card = runCard(driver.run, viewOf(driver, { consentUrl: CONSENT }));
  const lines = cardLines(card);

  it('says whom it waits for and until when', () => {
    expect(lines).toContain("◆ Waiting for the customer's administrator until Fri 14:31 UTC");
    expect(card.fallbackText).toContain("waiting for the customer's administrator");
  });

  it('shows the whole consent address to copy and to open', () => {
    expect(lines).toContain(CONSENT);
    expect(buttonOf(card, 'Open consent page')).toMatchObject({ type: 'Action.OpenUrl', url: CONSENT });
  });

  it('tells how to assign the role, with a link into the tenant', () => {
    expect(lines.join('\n')).toContain(
      '2. Assign the role: Entra admin center, Roles & admins, Compliance Administrator',
    );
    expect(buttonOf(card, 'Open roles page')['url']).toBe(
      'https://entra.microsoft.com/7c1d0a52-3b7e-4c55-9a10-2f6b1c9e41e0/#view/Microsoft_AAD_IAM/RolesManagementMenuBlade/~/AllRoles',
    );
  });

  it('says what is still missing and can look again on request', () => {
    expect(lines).toContain('Still missing: consent to Mail.ReadWrite.');
    expect(buttonOf(card, 'Check now')).toMatchObject({ verb: 'retry', data: { run: 'contoso-1' } });
  });

  it('drops the instruction when both are done', () => {
    driver.now += 60_000;
    driver.start('await-consent');
    driver.finish('await-consent');
    const text = cardToText(runCard(driver.run, viewOf(driver)));

    expect(text).not.toContain('Open consent page');
    expect(text).toContain("granted by the customer's administrator");
  });
});

describe('the card of a dry run', () => {
  it('says what would change, what is in place and what is in the way, and how to do it', () => {
    const driver = new RunDriver(makeRequest({ kind: 'plan' }), {
      ...FRESH,
      'preview-changes': {
        changes: ['register the application "ServiceNow SecOps EXO CBA"', 'grant Mail.ReadWrite'],
        inPlace: ['the enterprise application exists'],
      },
      'check-tenant': { ...FRESH['check-tenant'], warnings: ['Certificates may live 180 days only'] },
      'check-server': {
        ...FRESH['check-server'],
        findings: [
          { code: 'ok', level: 'ok', message: 'fine', advice: '' },
          { code: 'old', level: 'warning', message: 'PowerShellGet is old', advice: 'Update it' },
          { code: 'module', level: 'blocks', message: 'The module is missing', advice: 'Install it' },
        ],
      },
    });
    driver.finishAll();
    const lines = cardLines(runCard(driver.run, viewOf(driver)));

    expect(lines).toEqual([
      '✔ Plan for contoso  contoso-1',
      'contoso.onmicrosoft.com · tenant 7c1d…41e0 · servers emea (mid1, mid2)',
      'Would change',
      '• register the application "ServiceNow SecOps EXO CBA"',
      '• grant Mail.ReadWrite',
      'In place',
      '• the enterprise application exists',
      'Checks',
      '✖ In the way · mid1: The module is missing. Install it.',
      '✖ In the way · mid2: The module is missing. Install it.',
      '⚠ Warning · tenant: Certificates may live 180 days only.',
      '⚠ Warning · mid1: PowerShellGet is old. Update it.',
      '⚠ Warning · mid2: PowerShellGet is old. Update it.',
      'Nothing was written. To do it: @exo onboard contoso',
      'Asked by Mia Okafor at 14:31 UTC · less than a minute',
      '[Details]',
    ]);
  });

  it('shows its own three lines while it looks', () => {
    const driver = driverAt('plan-working');
    const text = cardToText(runCard(driver.run, viewOf(driver)));

    expect(text).toContain('Plan for contoso');
    expect(text).toMatch(/1 Tenant +● working\n2 MID servers +● working\n3 Changes +– waiting/);
    expect(text).not.toContain('Exchange');
  });
});
