import { describe, expect, it } from 'vitest';
import { buttonsOf, cardLines, cardToText } from '../../../../demo/chat/card-text.ts';
import {
  cardBytes,
  MAX_CARD_BYTES,
  type PendingLine,
  type RunnerLine,
  type RunnersView,
  runnersCard,
  type ServerLine,
  tokenCard,
} from '../../../../src/bot/cards/index.ts';
import type { Finding } from '../../../../src/contracts/steps/runner.ts';
import { cardProblems } from '../../../support/card-check.ts';
import { START } from '../../../support/run-driver.ts';

const HOUR = 3_600_000;
const FINGERPRINT = 'k7Q2 mZ4x 9TbN wR3s Yc8d Lf5g Hj6v Pq1a Xe0u Ki2o B7M';
const INSTALL = 'Install-Module ExchangeOnlineManagement -MinimumVersion 3.10.1 -Scope AllUsers';

const warning: Finding = {
  code: 'exchange-module',
  level: 'warning',
  message: 'ExchangeOnlineManagement 3.9.0 is installed: searches with a certificate need 3.10.1',
  advice: `As administrator: ${INSTALL}`,
};
const blocking: Finding = {
  code: 'module-too-old',
  level: 'blocks',
  message: 'ExchangeOnlineManagement 3.1.0 is installed, 3.2.0 or newer is needed.',
  advice: `As administrator: ${INSTALL}`,
};

function viewOf(changes: Partial<RunnersView> = {}): RunnersView {
  return { now: START, timeZone: 'UTC', runners: [], pending: [], servers: [], ...changes };
}

function runnerOf(number: number, changes: Partial<RunnerLine> = {}): RunnerLine {
  const server = `mid${number}`;
  return {
    id: `${server}-elevated`,
    server,
    work: 'elevated',
    state: 'here',
    version: 'version 1.0.0',
    acceptedBy: 'Ana',
    ...changes,
  };
}

function pendingOf(number: number, changes: Partial<PendingLine> = {}): PendingLine {
  const server = `mid${number}`;
  return {
    id: `${server}-elevated`,
    server,
    host: server.toUpperCase(),
    fingerprint: FINGERPRINT,
    addedBy: 'Jon',
    ...changes,
  };
}

function serverOf(number: number, findings: Finding[], exchangeModuleVersion?: string | null): ServerLine {
  const name = `mid${number}`;
  const module = exchangeModuleVersion === undefined ? {} : { exchangeModuleVersion };
  return { name, check: { server: name, run: 'contoso-1', at: START - HOUR, findings, ...module } };
}

function times<T>(count: number, make: (number: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

describe('the card of the runners', () => {
  it('says who is there, who is away and who was never let in', () => {
    const runners = [
      runnerOf(1),
      runnerOf(2, { state: 'away', lastSeen: START - 2 * HOUR }),
      runnerOf(3, { state: 'away' }),
      { id: 'mid4-elevated', server: 'mid4', work: 'elevated', state: 'not-accepted' as const },
    ];

    expect(cardLines(runnersCard(viewOf({ runners })))).toEqual([
      'Runners on the MID servers  as of 14:31 UTC',
      '1 of 4 runners here',
      '✔ here mid1-elevated on mid1, elevated · version 1.0.0 · accepted by Ana',
      '✖ away mid2-elevated on mid2, elevated · version 1.0.0 · accepted by Ana · not seen since 12:31 UTC',
      '✖ away mid3-elevated on mid3, elevated · version 1.0.0 · accepted by Ana · never seen',
      '⚠ not accepted mid4-elevated on mid4, elevated · an admin types @exo runner add mid4',
      '[Refresh]',
    ]);
  });

  it('tells builds of one version apart, and says that they differ', () => {
    const runners = [
      runnerOf(1, { version: 'version 1.0.0 (3f2a91c0)' }),
      runnerOf(2, { version: 'version 1.0.0 (77aa01bc)' }),
    ];

    const lines = cardLines(runnersCard(viewOf({ runners })));

    expect(lines[1]).toBe('2 of 2 runners here · 2 different versions');
    expect(lines[2]).toContain('version 1.0.0 (3f2a91c0)');
    expect(lines[3]).toContain('version 1.0.0 (77aa01bc)');
  });

  it('does not send for a new token where the keys wait to be accepted', () => {
    const waiting = {
      id: 'mid1-elevated',
      server: 'mid1',
      work: 'elevated',
      state: 'not-accepted',
      waits: true,
    } as const;

    const lines = cardLines(runnersCard(viewOf({ runners: [waiting], pending: [pendingOf(1)] })));

    expect(lines.join('\n')).toContain('Accept mid1-elevated?');
    expect(lines).toContain('⚠ not accepted mid1-elevated on mid1, elevated · waits to be accepted, see above');
    expect(lines.join('\n')).not.toContain('runner add');
  });

  it('shows how each server was found: the Exchange module, and what is not as it should be', () => {
    const servers = [
      serverOf(1, [], '3.10.1'),
      serverOf(2, [warning], '3.9.0'),
      serverOf(3, [blocking]),
      serverOf(4, [warning], null),
      { name: 'mid5' },
    ];

    expect(cardLines(runnersCard(viewOf({ servers }))).slice(2)).toEqual([
      'Last check of the MID servers',
      '✔ ready mid1 · ExchangeOnlineManagement 3.10.1 · checked at 13:31 UTC by contoso-1',
      '⚠ ready, with warnings mid2 · ExchangeOnlineManagement 3.9.0 · checked at 13:31 UTC by contoso-1',
      `⚠ warning ${warning.message}. As administrator: ${INSTALL}`,
      '✖ not ready mid3 · checked at 13:31 UTC by contoso-1',
      `✖ blocks ${blocking.message} As administrator: ${INSTALL}`,
      '⚠ ready, with warnings mid4 · ExchangeOnlineManagement not installed · checked at 13:31 UTC by contoso-1',
      `⚠ warning ${warning.message}. As administrator: ${INSTALL}`,
      '– not checked yet mid5',
      '[Refresh]',
    ]);
  });

  it('names what blocks before what only warns', () => {
    const lines = cardLines(runnersCard(viewOf({ servers: [serverOf(1, [warning, blocking], '3.1.0')] })));

    expect(lines.filter((each) => /^. (warning|blocks) /.test(each)).map((each) => each.slice(2, 9))).toEqual([
      'blocks ',
      'warning',
    ]);
  });

  it('asks for each runner that waits, with the fingerprint to compare', () => {
    const card = runnersCard(viewOf({ pending: [pendingOf(1), pendingOf(2)] }));

    expect(cardToText(card)).toContain(`Fingerprint ${FINGERPRINT}`);
    expect(cardToText(card)).toContain('0 of 0 runners here · 2 to accept');
    expect(buttonsOf(card).filter(({ verb }) => verb === 'accept-runner')).toMatchObject([
      { data: { runner: 'mid1-elevated', fingerprint: FINGERPRINT } },
      { data: { runner: 'mid2-elevated', fingerprint: FINGERPRINT } },
    ]);
  });

  it.each([0, 1, 40])('is a card without faults with %i runners', (count) => {
    const card = runnersCard(
      viewOf({
        runners: times(count, (number) => runnerOf(number)),
        pending: times(count, (number) => pendingOf(number)),
        servers: times(count, (number) => serverOf(number, [blocking, warning, warning], '3.1.0')),
      }),
    );

    expect(cardProblems(card)).toEqual([]);
    expect(card.fallbackText).toBe(
      count === 0
        ? 'Runners: 0 of 0 runners here'
        : `Runners: ${count} of ${count} runner${count > 1 ? 's' : ''} here · ${count} to accept`,
    );
  });

  it('counts what it leaves out', () => {
    const runners = times(40, (number) => runnerOf(number));
    const servers = times(40, (number) => ({ name: `mid${number}` }));

    const lines = cardLines(runnersCard(viewOf({ runners, servers })));

    const left = lines.flatMap((each) => /^and (\d+) more$/.exec(each)?.[1] ?? []).map(Number);
    const shown = [/^✔ here /, /^– not checked yet /].map((kind) => lines.filter((each) => kind.test(each)).length);
    expect(left).toHaveLength(2);
    expect(shown.map((each, index) => each + (left[index] ?? 0))).toEqual([40, 40]);
    expect(Math.min(...shown)).toBeGreaterThan(9);
  });
});

describe('the card with the tokens', () => {
  const token = 'e'.repeat(700);

  it('shows each token as a whole, to be copied', () => {
    const card = tokenCard('mid1', [
      { id: 'mid1-elevated', token },
      { id: 'mid1-connect', token },
    ]);

    expect(cardProblems(card)).toEqual([]);
    expect(cardLines(card).filter((each) => each === token)).toHaveLength(2);
    expect(card.fallbackText).not.toContain('eee');
    // What a MID server has is the folder of the bundle, without npm.
    expect(cardLines(card)).toContain('.\\install\\Enrol-Runner.ps1 -Runner mid1-connect');
    expect(cardToText(card)).not.toContain('npm');
  });

  it('has room for the two runners that a server can have, with the longest names', () => {
    const name = 'm'.repeat(64);
    const card = tokenCard(name, [
      { id: name, token: 'e'.repeat(1500) },
      { id: name, token: 'e'.repeat(1500) },
    ]);

    expect(cardBytes(card)).toBeLessThan(MAX_CARD_BYTES);
  });
});
