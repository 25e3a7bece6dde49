import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type BotWorld, createBotWorld, wordsOf } from '../../support/bot.ts';
import { makeConfig } from '../../support/bot-config.ts';
import { MIA, TENANT_ID } from '../../support/run-request.ts';
import { APP_ID } from '../../support/step-outputs.ts';
import { until } from '../../support/until.ts';

let world: BotWorld;
beforeEach(async () => {
  world = await createBotWorld(inject('redisUrl'), {
    config: makeConfig({ publicUrl: 'https://exo.fabrikam.example/' }),
  });
  await world.start();
});
afterEach(() => world[Symbol.asyncDispose]());

/** A run in link mode that waits for the customer's administrator, and the address on its card. */
async function untilLink(): Promise<URL> {
  await world.say(MIA, 'onboard contoso link');
  const card = await world.untilMessage((each) => wordsOf(each).includes('Asked by'));
  await world.work('contoso-1', ['await-consent']);
  await notYet(1);
  return until(() => {
    const [address] = /https:\/\/login\.microsoftonline\.com\/\S+adminconsent\S+/.exec(wordsOf(card)) ?? [];
    return address ? new URL(address) : undefined;
  });
}

/** The step looked and found no consent. */
async function notYet(attempt: number): Promise<void> {
  const error = {
    kind: 'transient',
    code: 'consent-pending',
    message: 'Not yet.',
    advice: '',
    retryAfterMs: 600_000,
  } as const;
  const outcome = { status: 'failed', error } as const;
  await world.store.apply('contoso-1', { type: 'step-finished', step: 'await-consent', attempt, outcome });
}

async function comeBack(
  query: Record<string, string> | string,
): Promise<{ status: number; page: string; headers: Headers }> {
  const text = typeof query === 'string' ? query : new URLSearchParams(query).toString();
  const response = await fetch(`http://127.0.0.1:${world.port()}/consent?${text}`);
  return { status: response.status, page: await response.text(), headers: response.headers };
}

const stateOfStep = async () =>
  (await world.store.get('contoso-1'))?.steps.find(({ name }) => name === 'await-consent')?.state;

test("the address on the card leads to the tenant's consent page and back to the bot, with an unguessable state", async () => {
  const url = await untilLink();

  expect(url.pathname).toBe(`/${TENANT_ID}/v2.0/adminconsent`);
  expect(url.searchParams.get('client_id')).toBe(APP_ID);
  expect(url.searchParams.get('redirect_uri')).toBe('https://exo.fabrikam.example/consent');
  expect(url.searchParams.get('state')).toMatch(/^[A-Za-z0-9_-]{43}$/);
});

test('coming back lets the waiting step look at once', async () => {
  const state = (await untilLink()).searchParams.get('state') ?? '';
  expect(await stateOfStep()).toBe('delayed');

  const first = await comeBack({ state, admin_consent: 'True', tenant: TENANT_ID });

  expect(first).toMatchObject({ status: 200, page: expect.stringContaining('Thank you') });
  expect(await stateOfStep()).toBe('queued');
});

test('a link scanner that opens the page, and a second visitor, use nothing up', async () => {
  const url = await untilLink();
  const state = url.searchParams.get('state') ?? '';
  const scanned = await comeBack({ state });
  expect(scanned).toMatchObject({ status: 200, page: expect.stringContaining('Thank you') });
  await notYet(2);

  const second = await comeBack({ state, admin_consent: 'True', tenant: TENANT_ID });

  expect(second).toMatchObject({ status: 200, page: expect.stringContaining('Thank you') });
  const [live] = world.connector.messages;
  expect(live && wordsOf(live)).toContain(state);
});

test('a hundred visits are one look at Microsoft, not a hundred', async () => {
  const state = (await untilLink()).searchParams.get('state') ?? '';
  await comeBack({ state });
  await notYet(2);
  const before = (await world.store.get('contoso-1'))?.version;

  for (let visit = 0; visit < 100; visit++) expect(await comeBack({ state })).toMatchObject({ status: 200 });

  expect((await world.store.get('contoso-1'))?.version).toBe(before);
});

test('whoever comes back after the consent was read, or after the run was closed, is told so', async () => {
  const state = (await untilLink()).searchParams.get('state') ?? '';
  await world.store.apply('contoso-1', { type: 'cancel', by: MIA });

  expect(await comeBack({ state })).toMatchObject({ status: 410, page: expect.stringContaining('closed') });

  await world.say(MIA, 'onboard contoso link');
  const card = await world.untilMessage((each) => wordsOf(each).includes('contoso-2'));
  await world.work('contoso-2', ['await-consent']);
  const next = await until(() => /state=([\w-]{43})/.exec(wordsOf(card))?.[1]);
  await world.work('contoso-2');
  expect(await comeBack({ state: next })).toMatchObject({ status: 200, page: expect.stringContaining('has read') });
});

test('a link scanner that asks with HEAD uses nothing up', async () => {
  const state = (await untilLink()).searchParams.get('state') ?? '';

  const scanned = await fetch(`http://127.0.0.1:${world.port()}/consent?state=${state}`, { method: 'HEAD' });

  expect(scanned.status).toBe(200);
  expect(await stateOfStep()).toBe('delayed');
  expect(await comeBack({ state })).toMatchObject({ status: 200, page: expect.stringContaining('Thank you') });
});

test('an error is said before anything else is believed, and the link stays good', async () => {
  const state = (await untilLink()).searchParams.get('state') ?? '';

  const declined = await comeBack({ state, error: 'access_denied', admin_consent: 'True' });

  expect(declined).toMatchObject({ status: 200, page: expect.stringContaining('Consent was not given') });
  expect(await stateOfStep()).toBe('delayed');
  expect(await comeBack({ state })).toMatchObject({ status: 200, page: expect.stringContaining('Thank you') });
});

test('a new application that Microsoft does not know everywhere yet is told from a refusal', async () => {
  const state = (await untilLink()).searchParams.get('state') ?? '';
  const description = 'AADSTS650051: The application does not exist yet. Try again in 30 seconds.';

  const early = await comeBack({ state, error: 'invalid_client', error_description: description });

  expect(early).toMatchObject({ status: 200, page: expect.stringContaining('Try again in a minute') });
  expect(await stateOfStep()).toBe('delayed');
});

test('an error that says that the application is there already lets the run look', async () => {
  const state = (await untilLink()).searchParams.get('state') ?? '';
  const description = 'AADSTS650051: The service principal name is already present for the tenant.';

  const answered = await comeBack({ state, error: 'invalid_client', error_description: description });

  expect(answered).toMatchObject({ status: 200, page: expect.stringContaining('Thank you') });
  expect(await stateOfStep()).toBe('queued');
});

test('made-up answers change nothing', async () => {
  await untilLink();
  const unknown = 'A'.repeat(43);
  const madeUp = [
    '',
    'state=',
    'state=x',
    `state=${unknown}`,
    'state=a&state=b',
    'state=*',
    `admin_consent=True&tenant=${TENANT_ID}`,
    `state=${unknown}&admin_consent=True&error=%3Cscript%3E`,
  ];

  for (const query of madeUp) expect(await comeBack(query), query).toMatchObject({ status: 400 });

  expect(await stateOfStep()).toBe('delayed');
});

test('the page shows nothing of the address and lets nothing run', async () => {
  const state = (await untilLink()).searchParams.get('state') ?? '';

  const { page, headers } = await comeBack({
    state,
    error: '<script>alert(1)</script>',
    error_description: '<img src=x onerror=alert(2)>',
  });

  expect(page).not.toMatch(/script|onerror|alert/);
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('x-powered-by')).toBeNull();
});
