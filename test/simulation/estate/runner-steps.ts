import { createHash } from 'node:crypto';
import { needsPerson } from '../../../src/contracts/errors.ts';
import { STEPS, type StepName } from '../../../src/contracts/steps/index.ts';
import { FRESH, IN_PLACE } from '../../support/step-outputs.ts';
import type { Estate, Tenant } from './estate.ts';

/** What a runner answers, and what it changes on its MID server; undefined for a step that is not a runner's. */
export function onServer(estate: Estate, server: string, name: StepName, input: unknown): unknown {
  const keysOf = (tag: string) => {
    const tenant = estate.of(tag.split(' ').at(-1) ?? '');
    return { tenant, keys: tenant.held.get(server) ?? new Set<string>() };
  };
  switch (name) {
    case 'check-server': {
      const { keys } = keysOf(STEPS[name].input.parse(input).certificateTag);
      return { ...FRESH[name], certificates: [...keys] };
    }
    case 'create-certificate': {
      const { certificateTag, replaces = [] } = STEPS[name].input.parse(input);
      const { tenant, keys } = keysOf(certificateTag);
      const there = tenant.made.filter((each) => keys.has(each) && !replaces.includes(each)).at(-1);
      const isNew = there !== undefined && tenant.made.indexOf(there) > lastOf(tenant, replaces);
      const thumbprint = isNew ? there : make(tenant);
      keys.add(thumbprint);
      return { ...FRESH[name], thumbprint, created: !isNew };
    }
    case 'import-certificate': {
      const { thumbprint, certificateTag } = STEPS[name].input.parse(input);
      const { keys } = keysOf(certificateTag);
      const imported = !keys.has(thumbprint);
      keys.add(thumbprint);
      return { ...FRESH[name], thumbprint, imported };
    }
    case 'erase-certificate': {
      const { thumbprints, certificateTag } = STEPS[name].input.parse(input);
      const { tenant, keys } = keysOf(certificateTag);
      const erased = thumbprints.filter((each) => keys.has(each));
      estate.erase(tenant.id, server, thumbprints);
      return { erased, missing: thumbprints.filter((each) => !erased.includes(each)) };
    }
    case 'verify-connection': {
      const { tenantId, thumbprint } = STEPS[name].input.parse(input);
      const tenant = estate.of(tenantId);
      requireSignIn(tenant, server, thumbprint);
      tenant.proved.add(`${server} ${thumbprint}`);
      return FRESH[name];
    }
    case 'share-certificate':
    case 'grant-key-access':
    case 'remove-from-exchange':
      return FRESH[name];
    case 'register-in-exchange': {
      const { tenantId, thumbprint } = STEPS[name].input.parse(input);
      requireSignIn(estate.of(tenantId), server, thumbprint);
      return IN_PLACE[name];
    }
    default:
      return undefined;
  }
}

function requireSignIn(tenant: Tenant, server: string, thumbprint: string): void {
  if (tenant.enabled && tenant.attached.has(thumbprint) && tenant.held.get(server)?.has(thumbprint)) return;
  const why = tenant.enabled ? `${server} and the application do not share ${thumbprint}` : 'it is suspended';
  throw needsPerson({ code: 'sign-in-refused', message: `Nobody signs in to ${tenant.id}: ${why}.`, advice: 'Retry.' });
}

function lastOf({ made }: Tenant, thumbprints: readonly string[]): number {
  return Math.max(-1, ...thumbprints.map((each) => made.indexOf(each)));
}

function make({ id, made }: Tenant): string {
  const thumbprint = createHash('sha1').update(`${id} ${made.length}`).digest('hex').toUpperCase();
  made.push(thumbprint);
  return thumbprint;
}
