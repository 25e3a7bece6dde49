import { describe, expect, it } from 'vitest';
import { RunDriver } from '../../support/run-driver.ts';

const error = {
  kind: 'person',
  code: 'broken',
  message: 'The server {server} cannot read the key for {tenant}.',
  advice: 'Let {account} on {server} read it, as {primary} does, or remove {application}; see {toString} and {other}.',
} as const;

describe('a failure', () => {
  it('is told with the names of the objects of its run', () => {
    const driver = new RunDriver();

    driver.fail('check-server@mid2', error);

    const { request } = driver.run;
    const account = request.servers.find(({ name }) => name === 'mid2')?.serviceAccount;
    expect(driver.step('check-server@mid2').error).toMatchObject({
      message: `The server mid2 cannot read the key for ${request.tenant.domain}.`,
      advice: `Let ${account} on mid2 read it, as mid1 does, or remove "${request.displayName}"; see {toString} and {other}.`,
    });
  });

  it('of a step in the cloud names the primary MID server where it is about one', () => {
    const driver = new RunDriver();

    driver.fail('check-tenant', error);

    expect(driver.step('check-tenant').error?.advice).toContain('on mid1 read it');
    expect(driver.journal.at(-1)?.detail).toContain('The server mid1 cannot read');
  });
});
