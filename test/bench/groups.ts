import { CLOUD_QUEUE } from '../../src/contracts/job.ts';
import type { Server } from '../../src/process/config/exo-config.ts';
import type { RunRequest } from '../../src/runs/run.ts';
import { makeRequest, makeServers } from '../support/run-request.ts';

export const CLOUD_CONCURRENCY = 10;

/** A group of two MID servers, each with its two runners. */
export function serversOf(group: number): Server[] {
  return makeServers(2).map((server) => {
    const name = `g${group}-${server.name}`;
    return { ...server, name, elevated: `${name}-elevated`, connect: `${name}-connect` };
  });
}

export function runnersOf(groups: number): string[] {
  return Array.from({ length: groups }, (_, group) => serversOf(group))
    .flat()
    .flatMap(({ elevated, connect }) => [elevated, connect]);
}

export function capacityOf(queue: string): number {
  return queue === CLOUD_QUEUE ? CLOUD_CONCURRENCY : 1;
}

/** The n-th onboarding of a kind, for a tenant of its own. */
export function requestOf(kind: string, index: number, groups: number): RunRequest {
  const id = `7c1d0a52-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  const label = `${kind}-t${index}`;
  const tenant = { id, domain: `${label}.example`, label, cloud: 'global' } as const;
  return makeRequest({ tenant, servers: serversOf(index % groups) });
}
