import { sign, X509Certificate } from 'node:crypto';
import { createClientCertificate } from '../../demo/standins/certificates.ts';
import { BOOTSTRAP_CLIENT_ID, FULL_PERMISSIONS, LINK_PERMISSIONS } from '../../demo/standins/entra/demo-state.ts';
import { jobId } from '../../src/contracts/job.ts';
import { type CloudStepName, STEPS, type StepContext, type StepInput } from '../../src/contracts/steps/index.ts';
import { createSigningKey, type SigningJwk } from '../../src/contracts/trust/signing.ts';
import { type CloudSteps, createCloudSteps } from '../../src/jobs/steps/index.ts';
import { outputOf } from '../../src/runs/outputs.ts';
import { inputOf } from '../../src/runs/plans/inputs/inputs.ts';
import type { RunRequest, RunStep } from '../../src/runs/run.ts';
import { decisionOn } from '../support/approving.ts';
import { type Customer, createCustomer, graphAt } from '../support/cloud-steps.ts';
import { startTestEntra, TEST_SECRET, type TestEntra } from '../support/entra.ts';
import { guardOf } from '../support/guard.ts';
import { RunDriver } from '../support/run-driver.ts';
import { makeRequest } from '../support/run-request.ts';
import { FRESH } from '../support/step-outputs.ts';

/** What one run asked of Microsoft. */
export interface GraphUse {
  /** HTTP requests to Graph; a batch is one. */
  readonly requests: number;
  /** Requests to the sign-in service: OpenID document and tokens. */
  readonly signIn: number;
  /** Requests that change the directory, also inside of batches. */
  readonly writes: number;
  /** Time that the cloud steps took together, in seconds. */
  readonly ownSeconds: number;
}

export type GraphCase = 'first' | 'again' | 'plan' | 'planAgain' | 'link';
export type GraphMeasure = Readonly<Record<GraphCase, GraphUse>>;

/** As many objects on a page as Graph's own default. */
const PAGE_SIZE = 100;

/**
 * Runs the real cloud steps on the inputs that real runs give them, with the real guard, against the stand-in: a first
 * onboarding, the same again, a plan before and after, and link mode with one look that finds everything.
 * @param answerMs how long each answer of Graph and each token takes, in milliseconds
 */
export async function measureGraph(answerMs = 0): Promise<GraphMeasure> {
  const entra = await startTestEntra({ pageSize: PAGE_SIZE });
  try {
    entra.setFaults({ slowMs: answerMs, target: 'all' });
    const looked = await createWorld(entra, FULL_PERMISSIONS);
    const full = await createWorld(entra, FULL_PERMISSIONS);
    const linked = await createWorld(entra, LINK_PERMISSIONS);
    return {
      plan: await looked.measure({ kind: 'plan' }),
      first: await full.measure({}),
      again: await full.measure({}),
      planAgain: await full.measure({ kind: 'plan' }),
      link: await linked.measure({ mode: 'link', redirectUri: 'https://bot.fabrikam.example/consent' }),
    };
  } finally {
    await entra.close();
  }
}

async function createWorld(entra: TestEntra, permissions: readonly string[]) {
  const graph = graphAt(entra, TEST_SECRET);
  const customer = createCustomer(entra, graph, { permissions });
  const key = await createSigningKey();
  const [{ name: domain } = { name: '' }] = customer.tenant.verifiedDomains;
  const certificate = createClientCertificate(`exo-cba ${domain}`);
  let earlier: RunRequest['earlier'] = null;

  async function measure(changes: Partial<RunRequest>): Promise<GraphUse> {
    const tenant = { id: customer.id, domain, label: 'contoso', cloud: 'global' } as const;
    const driver = new RunDriver(makeRequest({ tenant, earlier, ...changes }));
    driver.now = Date.now();
    const steps = createCloudSteps({
      graph,
      authorize: guardOf({ get: async () => driver.run }, key),
      requireAdmin: async () => undefined,
      requireConfigured: () => undefined,
      clientId: BOOTSTRAP_CLIENT_ID,
    });
    const since = entra.log.entries.length;
    const ownSeconds = await drive(driver, steps, { customer, entra, key, certificate });
    earlier = driver.run.gate?.evidence ?? earlier;
    const entries = entra.log.entries.slice(since);
    const graphs = entries.filter(({ path }) => path.startsWith('/v1.0/'));
    return {
      requests: graphs.filter(({ inBatch }) => !inBatch).length,
      signIn: entries.length - graphs.length,
      writes: graphs.filter(({ write }) => write).length,
      ownSeconds,
    };
  }
  return { measure };
}

interface World {
  readonly customer: Customer;
  readonly entra: TestEntra;
  readonly key: SigningJwk;
  readonly certificate: ReturnType<typeof createClientCertificate>;
}

/** Takes a run to its end. @returns seconds that the cloud steps took together */
async function drive(driver: RunDriver, steps: CloudSteps, world: World): Promise<number> {
  let seconds = 0;
  for (;;) {
    driver.now = Date.now();
    const next = driver.active()[0];
    if (next === undefined) {
      if (driver.run.gate?.state !== 'open') break;
      driver.apply(await decisionOn(driver.run, world.key));
      continue;
    }
    driver.start(next);
    const step = driver.step(next);
    if (step.queue !== 'cloud') {
      driver.finish(next, outputOfRunner(driver, step, world));
      continue;
    }
    if (step.name === 'await-consent') await consent(driver, world);
    const started = performance.now();
    const output = await execute(steps, driver, step);
    seconds += (performance.now() - started) / 1000;
    driver.now = Date.now();
    driver.finish(next, output);
  }
  if (driver.run.state !== 'finished') throw new Error(`${driver.run.id} ended as ${driver.run.state}`);
  return seconds;
}

/** What the customer's administrator does in link mode. */
async function consent(driver: RunDriver, { customer, entra }: World): Promise<void> {
  const appId = outputOf(driver.run, 'register-application')?.appId;
  for (const what of ['consent', 'role']) {
    const body = JSON.stringify({ tenant: customer.id, appId });
    await fetch(`${entra.adminUrl}/portal/${what}`, { method: 'POST', body });
  }
}

function execute(steps: CloudSteps, driver: RunDriver, { id, name, attempt }: RunStep): Promise<unknown> {
  const input = inputOf(driver.run, driver.step(id), new Map());
  const context: StepContext = {
    job: { run: driver.run.id, step: id, attempt, id: jobId(driver.run.id, id, attempt) },
    signal: new AbortController().signal,
    progress: async () => undefined,
  };
  return call(steps, name as CloudStepName, input, context);
}

/** As the worker does it: what a step is given is what its contract lets through. */
function call<N extends CloudStepName>(steps: CloudSteps, name: N, input: unknown, context: StepContext) {
  const execute: (input: StepInput<N>, context: StepContext) => Promise<unknown> = steps[name];
  return execute(STEPS[name].input.parse(input) as StepInput<N>, context);
}

function outputOfRunner(driver: RunDriver, { name }: RunStep, { certificate }: World): unknown {
  const { thumbprint, der, certificatePem, privateKeyPem } = certificate;
  const found = { ...FRESH['check-server'], certificates: [thumbprint] };
  if (name === 'check-server') return found;
  if (name !== 'create-certificate') return driver.outputs[name as keyof typeof FRESH];
  const input = STEPS['create-certificate'].input.parse(
    inputOf(driver.run, driver.step('create-certificate'), new Map()),
  );
  const { validFromDate, validToDate } = new X509Certificate(certificatePem);
  return {
    ...FRESH['create-certificate'],
    thumbprint,
    certificate: der,
    notBefore: validFromDate.toISOString(),
    notAfter: validToDate.toISOString(),
    possession: sign('sha256', Buffer.from(input.challenge), privateKeyPem).toString('base64'),
  };
}
