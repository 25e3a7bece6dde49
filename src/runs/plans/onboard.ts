import { CLOUD_QUEUE } from '../../contracts/job.ts';
import type { Server } from '../../process/config/exo-config.ts';
import { adoptedNow, isAdoptedBefore } from '../approval/adoption.ts';
import { GATE, isCovered } from '../approval/gate.ts';
import { type HandOver, handOver } from '../hand-over.ts';
import { outputOf } from '../outputs.ts';
import type { Run, RunRequest, RunStep } from '../run.ts';
import { certificateRunner, isOwnStore } from './inputs/certificate-store.ts';
import { inputOf } from './inputs/inputs.ts';
import { type Plan, waiting } from './plan.ts';

type Cell = Omit<RunStep, 'state' | 'attempt'>;

function cloud(name: RunStep['name'], needs: string[]): Cell {
  return { id: name, name, queue: CLOUD_QUEUE, needs };
}

function onServer(name: RunStep['name'], server: Server, queue: string, needs: string[]): Cell {
  return { id: `${name}@${server.name}`, name, server: server.name, queue, needs };
}

/** Nothing of an application that somebody else made is changed, and nobody consents to it, before this is approved. */
function adoption({ adopt }: RunRequest): Cell[] {
  return adopt ? [cloud('adopt-application', ['create-enterprise-application', GATE])] : [];
}

/** Permissions and role: given under the approval, or by the customer's administrator whose doing is read back. */
function consentSteps(request: RunRequest, first: readonly string[]): Cell[] {
  if (request.mode === 'link') return [cloud('await-consent', ['create-enterprise-application', ...first])];
  return [cloud('grant-consent', [GATE, ...first]), cloud('assign-role', [GATE, ...first])];
}

/** The certificate from the primary MID server to another one: sealed for it there, opened by it here. */
function copySteps(request: RunRequest, server: Server, primary: Server): Cell[] {
  const runner = certificateRunner(request, server);
  return [
    onServer('share-certificate', server, certificateRunner(request, primary), [
      GATE,
      'create-certificate',
      `check-server@${server.name}`,
    ]),
    onServer('import-certificate', server, runner, [`share-certificate@${server.name}`]),
    onServer('grant-key-access', server, runner, [`import-certificate@${server.name}`]),
  ];
}

/** The guide's six steps with their checks and proofs, for any number of MID servers. */
export const onboardPlan: Plan = {
  holdsTenant: true,
  steps(request) {
    const primary = request.servers.find((server) => server.primary);
    if (!primary) throw new Error(`Server group ${request.serverGroup} has no primary`);
    const others = request.servers.filter((server) => server !== primary);
    const adopting = adoption(request);
    const first = adopting.map(({ id }) => id);
    const consent = consentSteps(request, first);
    const cells: Cell[] = [
      cloud('check-tenant', []),
      ...request.servers.map((server) => onServer('check-server', server, certificateRunner(request, server), [])),
      cloud('register-application', ['check-tenant']),
      cloud('create-enterprise-application', ['register-application']),
      {
        id: 'create-certificate',
        name: 'create-certificate',
        server: primary.name,
        queue: certificateRunner(request, primary),
        needs: ['check-tenant', `check-server@${primary.name}`],
      },
      {
        id: GATE,
        name: GATE,
        queue: null,
        needs: ['create-enterprise-application', 'create-certificate', `check-server@${primary.name}`],
      },
      ...adopting,
      ...consent,
      onServer('grant-key-access', primary, certificateRunner(request, primary), ['create-certificate']),
      ...others.flatMap((server) => copySteps(request, server, primary)),
      cloud('attach-certificate', ['register-application', 'create-certificate', GATE, ...first]),
      {
        id: 'register-in-exchange',
        name: 'register-in-exchange',
        server: primary.name,
        queue: primary.connect,
        needs: [...consent.map(({ id }) => id), 'attach-certificate', `grant-key-access@${primary.name}`],
      },
      ...request.servers.map((server) =>
        onServer('verify-connection', server, server.connect, [
          'register-in-exchange',
          `grant-key-access@${server.name}`,
        ]),
      ),
      {
        id: 'hand-over',
        name: 'hand-over',
        queue: null,
        needs: request.servers.map((server) => `verify-connection@${server.name}`),
      },
    ];
    return cells.map(waiting);
  },

  skip(run, step) {
    if (step.name === GATE && isCovered(run)) return 'the earlier approval of this tenant covers it';
    if (step.name === 'adopt-application' && !adoptedNow(run)) return 'exo made the application itself';
    if (step.name === 'adopt-application' && isAdoptedBefore(run)) return 'the application was adopted before';
    if (step.name === 'share-certificate' && hasCertificate(run, step.server))
      return 'the certificate is there already';
    if (step.name === 'grant-key-access' && isOwnStore(run.request))
      return 'the key lies in the own store of its account';
    return undefined;
  },

  input: inputOf,

  computeOutput(run): HandOver {
    return handOver(run);
  },

  consumes(step) {
    return step.name === 'import-certificate' ? `share-certificate@${step.server}` : undefined;
  },

  redoes(step) {
    // Keyset does not exist: the right to read the key was lost after it was granted.
    return step.error?.code === 'key-not-readable' ? `grant-key-access@${step.server}` : this.consumes(step);
  },
};

function hasCertificate(run: Run, server: string | undefined): boolean {
  const thumbprint = outputOf(run, 'create-certificate')?.thumbprint;
  const found = outputOf(run, 'check-server', server)?.certificates ?? [];
  return thumbprint !== undefined && found.includes(thumbprint);
}
