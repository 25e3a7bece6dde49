import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buttonsOf, wordsOf } from '../../demo/chat/card-reader.ts';
import { JON, MIA } from '../../demo/people.ts';
import { allWords } from '../../demo/play/actors.ts';
import { DEMO_TENANT_IDS } from '../../demo/standins/entra/demo-state.ts';
import { outputOf } from '../../src/runs/outputs.ts';
import { findStep, type Run } from '../../src/runs/run.ts';
import { type DemoFixture, startDemo } from '../support/demo-system.ts';
import { startTraceCollector } from '../support/trace-collector.ts';
import { until } from '../support/until.ts';

describe('an onboarding in link mode', { timeout: 180_000 }, () => {
  let demo: DemoFixture;
  let traces: Awaited<ReturnType<typeof startTraceCollector>>;

  beforeAll(async () => {
    traces = await startTraceCollector();
    demo = await startDemo({ tracesUrl: traces.url });
    const authority = readFileSync(demo.system.entraCaPath, 'utf8');
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), authority]);
  }, 120_000);
  afterAll(async () => {
    await demo?.[Symbol.asyncDispose]();
    await traces?.[Symbol.asyncDispose]();
  }, 60_000);

  it("goes on when reading back shows what the customer's administrator did, and not before", async () => {
    const thread = await demo.chat.say(MIA, 'onboard northwind');
    const id = await until(() => demo.store.openRun(DEMO_TENANT_IDS.northwind));
    const page = await consentPage(thread);
    expect(await grants()).toBe(0);
    // Who holds the key is for the operator's own approver, beside what the customer's administrator does.
    await approve(thread);

    // Declined first: the answer carries admin_consent=True all the same, and nothing follows from it.
    const declined = await decide(page, 'cancel');
    expect(declined.url).toContain('admin_consent=True');
    expect(await declined.text()).not.toMatch(/thank you/i);
    // A forged answer without the value that belongs to this run is not believed either.
    const forged = await fetch(new URL('/consent?admin_consent=True&tenant=x&state=guessed', declined.url));
    expect(forged.status).toBeGreaterThanOrEqual(400);
    expect(findStep(await runOf(id), 'await-consent')?.state).not.toBe('done');

    await decide(page, 'accept');
    await until(async () => ((await grants()) === 3 ? true : undefined));
    await retryUntil(id, thread, (run) => /role/i.test(findStep(run, 'await-consent')?.error?.advice ?? ''));
    await giveRole(await runOf(id));
    await retryUntil(id, thread, (run) => run.state === 'finished');

    const words = () => demo.chat.messages(thread).map(allWords).join('\n');
    await until(() => words().includes('Enter in ServiceNow') || undefined, words);
    expect(words()).toContain('Approved by Jon Berg');
    expect(words()).not.toContain('Approval needed');
    const tenant = await demo.system.entra.tenant(DEMO_TENANT_IDS.northwind);
    expect(tenant.roleAssignments).toHaveLength(1);
    expect(await demo.system.entra.violations()).toEqual([]);
  });

  it('is one trace from the command to the last card, across bot, jobs and runners, that names nothing it must not', async () => {
    const root = await until(() => traces.spans.find(({ name }) => name === 'run onboard'));
    const ofRun = () => traces.spans.filter(({ trace }) => trace === root.trace);
    await until(
      () => ofRun().some(({ name }) => name === 'notice finished') || undefined,
      () => names(ofRun()).join('\n'),
    );

    expect(root.parent).toBeUndefined();
    expect(root.attributes).toMatchObject({ 'exo.tenant': 'northwind', 'exo.outcome': 'finished' });
    const known = new Set(ofRun().map(({ id }) => id));
    expect(ofRun().filter(({ parent }) => parent && !known.has(parent))).toEqual([]);
    expect(names(ofRun())).toEqual(
      expect.arrayContaining([
        'exo-bot command onboard',
        'exo-bot click approve',
        'exo-bot approval',
        'exo-bot card run',
        'exo-jobs dispatch create-certificate',
        'exo-jobs register-application',
        'exo-jobs wait for register-application',
        'exo-runner wait for create-certificate',
        'exo-runner create-certificate',
        'exo-runner verify-connection',
      ]),
    );
    const asked = ofRun().filter(({ name }) => /^(?:GET|POST|PATCH) /.test(name));
    const registration = ofRun().find(({ name }) => name === 'register-application');
    expect(asked.some(({ parent }) => parent === registration?.id)).toBe(true);
    const sent = traces.bodies.join('\n');
    for (const secret of ['eyJ', 'BEGIN ', JON.name, MIA.name, DEMO_TENANT_IDS.northwind, '?']) {
      expect(sent).not.toContain(secret);
    }
  });

  function names(spans: readonly { readonly service: string; readonly name: string }[]): string[] {
    return [...new Set(spans.map(({ service, name }) => `${service} ${name}`))].sort();
  }

  async function runOf(id: string): Promise<Run> {
    const run = await demo.store.get(id);
    if (!run) throw new Error(`There is no run ${id}`);
    return run;
  }

  async function approve(thread: string): Promise<void> {
    const card = await until(() =>
      demo.chat.messages(thread).find((each) => buttonsOf(each.card).some(({ title }) => title === 'Approve')),
    );
    const words = allWords(card);
    expect(words).toContain("these are for the customer's administrator");
    expect(words).toContain('Its key will be held by: ');
    await demo.chat.click(JON, card, 'Approve');
  }

  /** The address that the card carries for the customer's administrator. */
  async function consentPage(thread: string): Promise<string> {
    return until(() => {
      const words = demo.chat
        .messages(thread)
        .flatMap(({ card }) => (card ? [wordsOf(card), JSON.stringify(card)] : []));
      return /https:[^"\s]+adminconsent[^"\s]+/.exec(words.join('\n'))?.[0];
    });
  }

  async function decide(page: string, decision: 'accept' | 'cancel'): Promise<Response> {
    return fetch(page, { method: 'POST', body: new URLSearchParams({ decision }) });
  }

  async function grants(): Promise<number> {
    const tenant = await demo.system.entra.tenant(DEMO_TENANT_IDS.northwind);
    const ours = tenant.servicePrincipals.find(({ displayName }) => displayName === 'ServiceNow SecOps EXO CBA');
    return tenant.appRoleAssignments.filter(({ principalId }) => principalId === ours?.id).length;
  }

  async function giveRole(run: Run): Promise<void> {
    const appId = outputOf(run, 'register-application')?.appId;
    const body = JSON.stringify({ tenant: DEMO_TENANT_IDS.northwind, appId });
    const answer = await fetch(new URL('/portal/role', demo.system.entra.address), { method: 'POST', body });
    expect(answer.status).toBe(200);
  }

  /** Looks at once, as "Check now" on the card does, until the run is as wanted. */
  async function retryUntil(id: string, thread: string, wanted: (run: Run) => boolean): Promise<void> {
    await until(
      async () => {
        const run = await runOf(id);
        if (wanted(run)) return run;
        if (findStep(run, 'await-consent')?.state === 'delayed') {
          const card = demo.chat.messages(thread).find((each) => each.card && wordsOf(each.card).includes('Check now'));
          if (card) await demo.chat.click(MIA, card, 'Check now');
        }
        return undefined;
      },
      async () => JSON.stringify((await runOf(id)).steps.map((step) => [step.id, step.state, step.error?.advice])),
      120_000,
    );
  }
});
