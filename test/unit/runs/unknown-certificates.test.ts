import { describe, expect, test } from 'vitest';
import { grantSubject } from '../../../src/runs/approval/subject.ts';
import { RunDriver } from '../../support/run-driver.ts';
import { makeRequest } from '../../support/run-request.ts';
import { FRESH, THUMBPRINT } from '../../support/step-outputs.ts';

const STRANGER = 'B'.repeat(40);

function othersWith(attached: string[], onPrimary: string[]) {
  const driver = new RunDriver(makeRequest(), {
    ...FRESH,
    'register-application': { ...FRESH['register-application'], certificates: attached },
    'check-server': { ...FRESH['check-server'], certificates: onPrimary },
  });
  driver.finishAll();
  return grantSubject(driver.run)?.others;
}

describe('a certificate on the application that is named like ours', () => {
  test('is shown to the approver when nobody knows it: anybody can write that name', () => {
    expect(othersWith([STRANGER], [])).toEqual([
      {
        kind: 'certificate',
        on: 'application',
        id: STRANGER,
        text: `certificate ${STRANGER}, named like ours; mid1 does not hold its key`,
      },
    ]);
  });

  test('is ours when it is the one of this run, or the primary holds its key', () => {
    expect(othersWith([THUMBPRINT], [])).toEqual([]);
    expect(othersWith([STRANGER], [STRANGER])).toEqual([]);
  });
});
