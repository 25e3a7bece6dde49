import { CLOUD_QUEUE } from '../../contracts/job.ts';
import type { Server } from '../../process/config/exo-config.ts';
import { GATE } from '../approval/gate.ts';
import { outputOf } from '../outputs.ts';
import type { Run, RunRequest, RunStep } from '../run.ts';
import { certificateRunner } from './inputs/certificate-store.ts';
import { inputOf } from './inputs/inputs.ts';
import { removalInput } from './inputs/removal-inputs.ts';
import { type Plan, waiting } from './plan.ts';

const GONE = 'exo has no application in this tenant any more';

/** MID servers that can do something now; what the others hold stays, and the cards say so. */
export function presentServers({ servers, absent }: RunRequest): Server[] {
  return servers.filter(({ name }) => !absent?.includes(name));
}

/**
 * Takes a tenant out. Everything is read and shown to an approver before anything goes: that is its dry run. Exchange goes
 * first, while the certificate still signs in; the private keys last, when nobody can need them.
 */
export const offboardPlan: Plan = {
  holdsTenant: true,

  steps(request) {
    const servers = presentServers(request);
    const checks = servers.map((server) => onServer('check-server', server, certificateRunner(request, server), []));
    const exchange = exchangeServer(request);
    const removal = exchange ? [onServer('remove-from-exchange', exchange, exchange.connect, [GATE])] : [];
    const cloud = (name: RunStep['name'], needs: string[]) => waiting({ id: name, name, queue: CLOUD_QUEUE, needs });
    return [
      cloud('survey-application', []),
      ...checks,
      waiting({ id: GATE, name: GATE, queue: null, needs: ['survey-application', ...checks.map(({ id }) => id)] }),
      ...removal,
      cloud('remove-rights', [GATE, ...removal.map(({ id }) => id)]),
      cloud('delete-application', [GATE, 'remove-rights']),
      ...servers.map((server) =>
        onServer('erase-certificate', server, certificateRunner(request, server), ['delete-application']),
      ),
    ];
  },

  skip(run, step) {
    const isGone = outputOf(run, 'survey-application')?.application === null;
    switch (step.name) {
      case GATE:
        return isGone && holders(run).length === 0 ? 'there is nothing to remove' : undefined;
      case 'remove-from-exchange':
        if (isGone) return GONE;
        return run.request.standing ? undefined : 'no onboarding of this tenant was finished';
      case 'remove-rights':
        if (isGone) return GONE;
        return run.request.mode === 'link'
          ? "the tenant's administrator gave them; they go with the application"
          : undefined;
      case 'delete-application':
        return isGone ? GONE : undefined;
      case 'erase-certificate':
        return holders(run).includes(step.server ?? '') ? undefined : 'this server holds no certificate of the tenant';
      default:
        return undefined;
    }
  },

  input: (run, step, runners) => (step.name === 'check-server' ? inputOf(run, step, runners) : removalInput(run, step)),
  computeOutput: () => undefined,
  consumes: () => undefined,
  redoes: () => undefined,
};

/** The server that removes the application from Exchange: the primary, or another one while that is offline. */
function exchangeServer(request: RunRequest): Server | undefined {
  const servers = presentServers(request);
  return servers.find(({ primary }) => primary) ?? servers[0];
}

/** Servers that hold a certificate of the tenant. */
function holders(run: Run): string[] {
  return run.request.servers.flatMap(({ name }) =>
    (outputOf(run, 'check-server', name)?.certificates ?? []).length > 0 ? [name] : [],
  );
}

function onServer(name: RunStep['name'], server: Server, queue: string, needs: string[]): RunStep {
  return waiting({ id: `${name}@${server.name}`, name, server: server.name, queue, needs });
}
