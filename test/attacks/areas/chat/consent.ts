import { until } from '../../../support/until.ts';
import { type Area, tried, unless } from '../../attempt.ts';
import { STRANGER } from '../../world/internet.ts';
import { mia } from '../../world/people.ts';
import type { World } from '../../world/world.ts';

/** Whoever gets hold of, or guesses at, the address of the consent page. */
export const consent: Area = {
  name: 'consent',
  prepare(world) {
    const get = (query: string, init: RequestInit = {}) =>
      fetch(`${world.address}/consent?${query}`, { redirect: 'manual', ...init });
    const thanks = /Thank you/;
    const valid = async (state: string) => thanks.test(await (await get(`state=${state}`)).text());
    const guesses = (what: string, query: string) =>
      tried(what, async () => {
        const page = await get(query);
        const body = await page.text();
        return unless((page.status < 400 || thanks.test(body)) && `HTTP ${page.status}: ${body.slice(0, 60)}`);
      });
    return {
      together: true,
      attempts: [
        guesses('a state that nobody gave out', `state=${'A'.repeat(43)}`),
        guesses('a state with a wildcard', `state=${'*'.repeat(43)}`),
        guesses('a state that names a key of Redis', `state=..%3Arun%3Aplain1-1`),
        guesses('two states', `state=${'A'.repeat(43)}&state=${'B'.repeat(43)}`),
        guesses('a state that is an object', `state[toString]=x`),
        guesses('no state, consent given', 'admin_consent=True&tenant=common'),
        tried('a state used again and again', async () => {
          const { state, run } = await waiting(world);
          await valid(state);
          const before = await attemptsOf(world, run);
          for (let visit = 0; visit < 50; visit++) await valid(state);
          const more = (await attemptsOf(world, run)) - before;
          // One of the visit before, one by the run's own clock.
          return unless(more > 2 && `50 visits made exo ask Microsoft ${more} times`);
        }),
        tried('a look ahead (HEAD) that uses the state up', async () => {
          const { state } = await waiting(world);
          await get(`state=${state}`, { method: 'HEAD' });
          return unless(!(await valid(state)) && 'the link was used up before a person opened it');
        }),
        tried('an answer that only says that consent was given', async () => {
          const { state, run } = await waiting(world);
          await get(`state=${state}&admin_consent=True`);
          return unless(await goesOn(world, run));
        }),
        tried('an answer that names another tenant', async () => {
          const { state, run } = await waiting(world);
          await get(`state=${state}&admin_consent=True&tenant=7a000001-0000-4000-8000-000000000001`);
          return unless(await goesOn(world, run));
        }),
        tried('scripts in every parameter', async () => {
          const { state } = await waiting(world);
          const script = encodeURIComponent(`"><script>location='https://${STRANGER}'</script>`);
          const page = await get(`state=${state}&error=${script}&error_description=${script}&tenant=${script}`);
          const body = await page.text();
          return unless(/<script|attacker\.example/.test(body) && 'the page shows it');
        }),
        tried('a page of the attacker that frames the consent page', async () => {
          const page = await get('state=x');
          const policy = page.headers.get('content-security-policy') ?? '';
          return unless(!/frame-ancestors 'none'/.test(policy) && 'it may be framed');
        }),
        tried('an answer that leads on to another address', async () => {
          const { state } = await waiting(world);
          const page = await get(`state=${state}&redirect_uri=https%3A%2F%2F${STRANGER}`);
          return unless(page.status >= 300 && page.status < 400 && 'it redirects');
        }),
        tried('a state written into Redis for a run that waits for nothing', async () => {
          const customer = world.customer();
          const id = await world.runs.onboard(customer);
          await world.runs.untilAsked(customer);
          const before = await world.runs.look(id);
          const state = 'C'.repeat(43);
          await world.admin.set(`${world.keys.prefix}:consent:${state}`, id);
          await get(`state=${state}`);
          const after = await world.runs.look(id);
          return unless(after?.version !== before?.version && 'the run was changed');
        }),
      ],
    };
  },
};

/** A run in link mode that waits for the customer's administrator, with the state of its link. */
async function waiting(world: World): Promise<{ run: string; state: string }> {
  const customer = world.customer('link');
  const run = await world.runs.onboard(customer, mia);
  const conversation = world.runs.placeOf(customer);
  const state = await until(
    () => {
      const shown = JSON.stringify(world.chat.in(conversation).map(({ card }) => card));
      return /adminconsent\?[^"]*state=([A-Za-z0-9_-]{43})/.exec(shown)?.[1];
    },
    () => `no consent link for ${customer.label}`,
    20_000,
  );
  return { run, state };
}

async function attemptsOf(world: World, run: string): Promise<number> {
  return (await world.runs.look(run))?.steps.find(({ id }) => id === 'await-consent')?.attempt ?? 0;
}

/** Looks for two seconds whether the run believes that consent was given. */
async function goesOn(world: World, run: string): Promise<string | undefined> {
  const done = await until(
    async () =>
      (await world.runs.look(run))?.steps.find((step) => step.id === 'await-consent' && step.state === 'done'),
    () => '',
    2500,
  ).catch(() => undefined);
  return done && 'the run goes on as if the customer had consented';
}
