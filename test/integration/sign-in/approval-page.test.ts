import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ANA, JON } from '../../../demo/people.ts';
import { createBrowser } from '../../../demo/play/browser.ts';
import { BOOTSTRAP_CLIENT_ID, HOME_TENANT_ID } from '../../../demo/standins/entra/demo-state.ts';
import { findFreePort } from '../../../demo/system/ports.ts';
import { type ApprovalSubject, hashSubject } from '../../../src/contracts/approval/approval.ts';
import { approvalPage, CALLBACK_PATH } from '../../../src/jobs/sign-in/approval-page.ts';
import { createHomeAuthority, type HomeAuthority } from '../../../src/jobs/sign-in/home-authority.ts';
import { createIdTokenCheck, type SignIn, type VerifyIdToken } from '../../../src/jobs/sign-in/id-token.ts';
import { type PageServer, startPageServer } from '../../../src/jobs/sign-in/server.ts';
import { createLogger } from '../../../src/process/log/logger.ts';
import { approvalSubjectOf } from '../../support/approval-subject.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../../support/entra.ts';

interface Approved {
  run: string;
  round: number;
  by: SignIn;
  idToken: string;
}

let entra: TestEntra;
let server: PageServer;
let pageUrl: string;
let authority: HomeAuthority;
let verify: VerifyIdToken;
let subject: ApprovalSubject;
let isOpen: boolean;
const approved: Approved[] = [];

beforeAll(async () => {
  const port = await findFreePort();
  pageUrl = `http://localhost:${port}`;
  const redirectUri = pageUrl + CALLBACK_PATH;
  entra = await startTestEntra({ credentials: { secrets: [TEST_SECRET], redirectUris: [redirectUri] } });
  authority = createHomeAuthority({
    credential: {
      homeTenantId: HOME_TENANT_ID,
      clientId: BOOTSTRAP_CLIENT_ID,
      proof: { kind: 'secret', secret: TEST_SECRET },
      authorityHost: entra.url,
    },
    cloud: 'global',
    redirectUri,
    authenticationContext: 'c1',
    now: Date.now,
  });
  verify = createIdTokenCheck(authority, {
    clientId: BOOTSTRAP_CLIENT_ID,
    homeTenantId: HOME_TENANT_ID,
    authenticationContext: 'c1',
  });
  const desk = {
    open: async () => (isOpen ? subject : undefined),
    approve: async (decision: Approved) => {
      if (decision.by.id !== JON.objectId) return 'Only approvers can decide this: Jon Berg.';
      approved.push(decision);
      return undefined;
    },
  };
  const logger = createLogger('test', 'error');
  server = await startPageServer(approvalPage({ desk, authority, verify, pageUrl, logger }), port, '127.0.0.1');
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await entra.close();
});

beforeEach(() => {
  subject = approvalSubjectOf();
  isOpen = true;
  approved.length = 0;
});

const cardLink = () => `${pageUrl}/approve?run=contoso-1&round=1&subject=${hashSubject(subject)}`;

test('an approver reads what is approved, signs in, and Entra has signed exactly that', async () => {
  const browser = createBrowser();
  const asked = await browser.open(cardLink());
  expect(asked.text).toContain('Mail.ReadWrite on Microsoft Graph: read and write mail in ALL mailboxes');
  expect(asked.text).toContain('Its key will be held by: mid1 (as CORP\\svc-mid) (group emea)');

  const people = await browser.submit(asked);
  expect(people.url.startsWith(`${entra.url}/${HOME_TENANT_ID}/oauth2/v2.0/authorize?`)).toBe(true);
  const done = await browser.submit(people, { name: 'user', value: JON.objectId });

  expect(done.text).toContain('Approved by Jon Berg');
  expect(approved).toHaveLength(1);
  const [decision] = approved;
  expect(decision).toMatchObject({ run: 'contoso-1', round: 1, by: { id: JON.objectId, name: 'Jon Berg' } });
  await expect(verify(decision?.idToken ?? '', hashSubject(subject))).resolves.toMatchObject({ id: JON.objectId });
});

test('a token for one subject approves no other one', async () => {
  const browser = createBrowser();
  const people = await browser.submit(await browser.open(cardLink()));
  await browser.submit(people, { name: 'user', value: JON.objectId });
  const token = approved[0]?.idToken ?? '';

  const other = approvalSubjectOf({ run: 'adatum-1' });
  await expect(verify(token, hashSubject(other))).rejects.toThrow('the sign-in was for something else');
});

test('a person without the role is told who decides, and nothing is approved', async () => {
  const browser = createBrowser();
  const people = await browser.submit(await browser.open(cardLink()));
  const refused = await browser.submit(people, { name: 'user', value: ANA.objectId });

  expect(refused.status).toBe(403);
  expect(refused.text).toContain('Only approvers can decide this: Jon Berg.');
  expect(approved).toEqual([]);
});

test('a link for another subject than the open one shows nothing', async () => {
  const stale = cardLink();
  subject = approvalSubjectOf({ renewals: 'ask' });

  const page = await createBrowser().open(stale);

  expect(page.status).toBe(404);
  expect(page.text).not.toContain('Contoso');
});

test('a decision that was made meanwhile ends at the page', async () => {
  const browser = createBrowser();
  const asked = await browser.open(cardLink());
  isOpen = false;

  expect((await browser.submit(asked)).status).toBe(404);
});

test('another site cannot start a sign-in for somebody', async () => {
  const body = new URLSearchParams({ run: 'contoso-1', round: '1', subject: hashSubject(subject) });
  for (const origin of ['https://evil.example', 'null', undefined]) {
    const headers = origin === undefined ? {} : { origin };
    const answer = await fetch(`${pageUrl}/approve`, { method: 'POST', body, headers, redirect: 'manual' });
    expect([origin, answer.status]).toEqual([origin, 403]);
  }
});

test('an answer of Microsoft counts only in the browser that left, and once', async () => {
  const browser = createBrowser();
  const people = await browser.submit(await browser.open(cardLink()));
  const form = new URLSearchParams({ user: JON.objectId });
  const left = await fetch(people.url, { method: 'POST', body: form, redirect: 'manual' });
  const back = left.headers.get('location') ?? '';

  expect((await createBrowser().open(back)).status).toBe(400);
  expect(approved).toEqual([]);
  expect((await browser.open(back)).text).toContain('Approved by Jon Berg');
  expect((await browser.open(back)).status).toBe(400);
  expect(approved).toHaveLength(1);
});

test('a changed state or a code of somebody else approves nothing', async () => {
  const browser = createBrowser();
  await browser.submit(await browser.open(cardLink()));

  const forged = await browser.open(`${pageUrl}${CALLBACK_PATH}?code=stolen&state=forged`);

  expect(forged.status).toBe(400);
  expect(approved).toEqual([]);
});

test('an id token that Entra did not sign, for this application and tenant, is refused', async () => {
  const browser = createBrowser();
  const people = await browser.submit(await browser.open(cardLink()));
  await browser.submit(people, { name: 'user', value: JON.objectId });
  const genuine = approved[0]?.idToken ?? '';
  const [header = '', payload = ''] = genuine.split('.');
  const claims: Record<string, unknown> = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const hash = hashSubject(subject);

  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const protectedHeader = JSON.parse(Buffer.from(header, 'base64url').toString());
  const forged = await new SignJWT(claims).setProtectedHeader(protectedHeader).sign(privateKey);
  await expect(verify(forged, hash)).rejects.toThrow('signature');

  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
  await expect(verify(unsigned, hash)).rejects.toThrow();

  const strict = createIdTokenCheck(authority, {
    clientId: '11111111-0000-4000-8000-000000000001',
    homeTenantId: HOME_TENANT_ID,
    authenticationContext: undefined,
  });
  await expect(strict(genuine, hash)).rejects.toThrow('aud');

  const stronger = createIdTokenCheck(authority, {
    clientId: BOOTSTRAP_CLIENT_ID,
    homeTenantId: HOME_TENANT_ID,
    authenticationContext: 'c7',
  });
  await expect(stronger(genuine, hash)).rejects.toThrow('does not satisfy c7');
});
