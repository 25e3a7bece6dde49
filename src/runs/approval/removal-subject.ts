import type { RemovalSubject } from '../../contracts/approval/removal.ts';
import { outputOf } from '../outputs.ts';
import type { Run } from '../run.ts';

/** What an approver of `offboard` is asked to allow; null while it is not known. */
export function removalSubject(run: Run): RemovalSubject | null {
  const { request } = run;
  const survey = outputOf(run, 'survey-application');
  if (!survey) return null;
  const present = request.servers.filter(({ name }) => !request.absent?.includes(name));
  const servers = present.flatMap(({ name }) => {
    const found = outputOf(run, 'check-server', name);
    return found ? [{ server: name, certificates: found.certificates.toSorted() }] : [];
  });
  if (servers.length < present.length) return null;
  const { lastUse, permissions, roles, credentials, application, displayName, initialDomain } = survey;
  return {
    v: 1,
    what: 'offboard',
    run: run.id,
    requester: request.requester.id,
    mode: request.mode,
    tenant: { id: request.tenant.id, domain: initialDomain, name: displayName },
    application,
    lastUse,
    permissions,
    roles,
    credentials,
    servers,
    absent: request.absent ?? [],
  };
}
