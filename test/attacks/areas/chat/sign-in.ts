import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { trustEntra } from '../../../../demo/play/approving.ts';
import { type Browser, createBrowser, type Page } from '../../../../demo/play/browser.ts';
import { BOOTSTRAP_CLIENT_ID, HOME_TENANT_ID } from '../../../../demo/standins/entra/demo-state.ts';
import type { Person } from '../../../../src/runs/run.ts';
import { until } from '../../../support/until.ts';
import { approves, stealBot } from '../../attacker/stolen-bot.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { STRANGER } from '../../world/internet.ts';
import { ada, jon, kim, mia } from '../../world/people.ts';
import type { Customer, World } from '../../world/world.ts';

const WATCH_MS = 2500;

/** Approvers must sign in: whoever has the chat, Redis, or the whole host of the bot cannot approve. */
export const signIn: Area = {
  name: 'sign-in',
  prepare(world) {
    trustEntra(world.microsoft.caPath);
    const { thief } = stealBot(world);

    async function asked() {
      const customer = world.customer();
      const run = await world.runs.onboard(customer);
      const address = await addressOf(world, customer);
      return { customer, run, address, subject: new URL(address).searchParams.get('subject') ?? '' };
    }
    async function approvedLater(customer: Customer, run: string): Promise<string | undefined> {
      await until(() => world.runs.granted(customer).permissions.length > 0 || undefined, undefined, WATCH_MS).catch(
        () => undefined,
      );
      if (world.runs.granted(customer).permissions.length > 0) return 'permissions were granted';
      const { gate } = (await world.runs.look(run)) ?? {};
      return gate?.state === 'approved' ? 'the gate is approved' : undefined;
    }
    const visits = (
      what: string,
      visit: (scene: Awaited<ReturnType<typeof asked>>, browser: Browser) => Promise<unknown>,
    ) =>
      tried(what, async () => {
        const scene = await asked();
        await visit(scene, createBrowser());
        return unless(await approvedLater(scene.customer, scene.run));
      });
    const signsIn = (what: string, person: Person) =>
      visits(what, async ({ address }, browser) => signInAs(browser, await browser.open(address), person));
    /** An id token in the record of the run, as whoever seals records can put it there. */
    const forges = (what: string, changes: Record<string, unknown>, alg: 'RS256' | 'none' = 'RS256') =>
      tried(what, async () => {
        const { customer, run, subject } = await asked();
        const idToken = await forge({ nonce: subject, oid: jon.id, ...changes }, alg);
        await approves(world, thief, run, Date.now(), '');
        await thief.rewrite(world, run, ({ gate }) => {
          Object.assign(gate, { evidence: { subject: gate['subject'], round: 1, statement: null, idToken } });
        });
        return unless(await grantedLater(world, customer));
      });

    return {
      attempts: [
        tried('an approver only clicks', async () => {
          const { customer, run } = await asked();
          const [message] = world.chat
            .in(world.runs.placeOf(customer))
            .filter(({ card }) => JSON.stringify(card ?? {}).includes('/approve?'));
          const click = { verb: 'approve', data: { run, round: 1 }, messageId: message?.id ?? '' };
          await world.chat.click(jon, click, { conversation: world.runs.placeOf(customer) });
          return unless(await approvedLater(customer, run));
        }),
        signsIn('the requester signs in', mia),
        signsIn('somebody without a role signs in', kim),
        signsIn('an admin signs in', ada),
        visits('the form is sent from another site', async ({ run, subject }) =>
          fetch(`${world.approvalPage}/approve`, {
            method: 'POST',
            redirect: 'manual',
            headers: { origin: `https://${STRANGER}`, 'content-type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams({ run, round: '1', subject }).toString(),
          }),
        ),
        visits('an answer comes without a sign-in', async () =>
          fetch(`${world.approvalPage}/approve/signed-in?code=x&state=y`, { redirect: 'manual' }),
        ),
        visits('an answer comes with a cookie of the attacker', async ({ run, subject }) => {
          const cookie = Buffer.from(JSON.stringify({ run, round: 1, subject, state: 'y', verifier: 'z' })).toString(
            'base64url',
          );
          await fetch(`${world.approvalPage}/approve/signed-in?code=x&state=y`, {
            redirect: 'manual',
            headers: { cookie: `__Host-exo-approval=${cookie}; exo-approval=${cookie}` },
          });
        }),
        visits('a page for another subject is asked for', async ({ address }, browser) => {
          const url = new URL(address);
          url.searchParams.set('subject', 'x'.repeat(43));
          const page = await browser.open(url.href);
          if (page.status === 200) await signInAs(browser, page, jon);
        }),
        visits('a page for another round is asked for', async ({ address }, browser) => {
          const url = new URL(address);
          url.searchParams.set('round', '2');
          const page = await browser.open(url.href);
          if (page.status === 200) await signInAs(browser, page, jon);
        }),
        tried("with the bot's files: its key signs the approval", async () => {
          const { customer, run, subject } = await asked();
          const claims = {
            iss: 'bot',
            jti: crypto.randomUUID(),
            iat: Math.floor(Date.now() / 1000),
            run,
            round: 1,
            subject,
            decision: 'approve',
            by: jon,
          };
          const [statement = ''] = await thief.sign(claims, 'exo-decision+jwt');
          await approves(world, thief, run, Date.now(), statement);
          return unless(await grantedLater(world, customer));
        }),
        forges("with the bot's files: an id token that the attacker signed", {}),
        forges("with the bot's files: an id token without a signature", {}, 'none'),
        forges("with the bot's files: an id token of another tenant", { tid: '5c0ffee5-9999-4a5b-9c6d-0123456789ab' }),
      ],
      async control() {
        const customer = world.customer();
        const run = await world.runs.onboard(customer);
        const browser = createBrowser();
        const page = await signInAs(browser, await browser.open(await addressOf(world, customer)), jon);
        if (page.status !== 200) throw new Error(`an approver who signs in is told: ${page.text.slice(-300)}`);
        await world.runs.untilRun(run, ({ state }) => state === 'finished', 60_000);
      },
    };

    async function forge(claims: Record<string, unknown>, alg: 'RS256' | 'none'): Promise<string> {
      const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
      const all = {
        tid: HOME_TENANT_ID,
        name: jon.name,
        ver: '2.0',
        auth_time: Math.floor(Date.now() / 1000),
        ...claims,
      };
      const token = new SignJWT(all)
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: 'attacker', jwk: await exportJWK(publicKey) })
        .setIssuer(`${world.microsoft.url}/${HOME_TENANT_ID}/v2.0`)
        .setAudience(BOOTSTRAP_CLIENT_ID)
        .setSubject(jon.id)
        .setIssuedAt()
        .setExpirationTime('1h');
      const signed = await token.sign(privateKey);
      if (alg === 'RS256') return signed;
      const head = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT' })).toString('base64url');
      return `${head}.${signed.split('.')[1]}.`;
    }
  },
};

async function grantedLater(world: World, customer: Customer): Promise<string | undefined> {
  await until(() => world.runs.granted(customer).permissions.length > 0 || undefined, undefined, WATCH_MS).catch(
    () => undefined,
  );
  return world.runs.granted(customer).permissions.length > 0 ? 'permissions were granted' : undefined;
}

/** The page that the card's button opens. */
async function addressOf(world: World, customer: Customer): Promise<string> {
  return until(
    () => {
      const shown = JSON.stringify(world.chat.in(world.runs.placeOf(customer)).map(({ card }) => card));
      return /"url":"(http[^"]*\/approve\?[^"]*)"/.exec(shown)?.[1];
    },
    () => `no card for ${customer.label} has the button to sign in`,
    40_000,
  );
}

/** From the page to its answer: the form, Microsoft's page, the person. */
async function signInAs(browser: Browser, page: Page, person: Person): Promise<Page> {
  const people = await browser.submit(page);
  return browser.submit(people, { name: 'user', value: person.id });
}
