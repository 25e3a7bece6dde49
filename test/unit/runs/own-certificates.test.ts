import { describe, expect, it } from 'vitest';
import { ownCertificates } from '../../../src/runs/drift/own-certificates.ts';
import type { Run } from '../../../src/runs/run.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { makeRequest } from '../../support/run-request.ts';
import { FRESH, OLD_THUMBPRINT, THUMBPRINT } from '../../support/step-outputs.ts';

const row = { thumbprint: OLD_THUMBPRINT };
const PRETENDED = 'A'.repeat(40);

/** An onboarding that made a new certificate beside those that it found on the application. */
function renewing(held: readonly string[]): Run {
  const driver = new RunDriver(makeRequest(), {
    ...FRESH,
    'check-server': { ...FRESH['check-server'], certificates: [...held] },
    'register-application': { ...FRESH['register-application'], certificates: [OLD_THUMBPRINT, PRETENDED] },
  });
  driver.finishAll();
  return driver.run;
}

describe('the certificates that exo put into a tenant', () => {
  it('is the one that ServiceNow uses, where no run can be read', () => {
    expect(ownCertificates(row, [])).toEqual([OLD_THUMBPRINT]);
  });

  it('are two while a new one is made, and the one in use comes first', () => {
    expect(ownCertificates(row, [renewing([OLD_THUMBPRINT])])).toEqual([OLD_THUMBPRINT, THUMBPRINT]);
  });

  it('are not those that only carry our name: no server of ours holds the key', () => {
    expect(ownCertificates({ thumbprint: THUMBPRINT }, [renewing([OLD_THUMBPRINT])])).toEqual([
      THUMBPRINT,
      OLD_THUMBPRINT,
    ]);
  });
});
