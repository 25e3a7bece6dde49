import type { StepError } from '../../../src/contracts/errors.ts';
import type { StepOutcome } from '../../../src/contracts/job.ts';
import { outputOf } from '../../../src/runs/outputs.ts';
import { findStep, type Run, type RunStep } from '../../../src/runs/run.ts';
import { IN_PLACE } from '../../support/step-outputs.ts';

const DAY = 86_400_000;
const SERVERS = ['mid1', 'mid2'] as const;

/** What is really there of one tenant: its application, its MID servers and its ServiceNow. Moments in milliseconds since 1970. */
export interface Tenant {
  readonly id: string;
  readonly label: string;
  /** False for the few whose people never enter a new value. */
  readonly answers: boolean;
  /** Certificates on the application, with the end of each. */
  readonly attached: Map<string, number>;
  /** Private keys by server. */
  readonly held: Map<string, Set<string>>;
  /** Signed in with, by server and thumbprint. */
  readonly proved: Set<string>;
  /** What ServiceNow signs in with; undefined before the hand-over. */
  inUse: string | undefined;
}

export function makeTenant(index: number, answers: boolean): Tenant {
  const id = `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
  const held = new Map(SERVERS.map((server) => [server, new Set<string>()]));
  return {
    id,
    label: `tenant${index}`,
    answers,
    attached: new Map(),
    held,
    proved: new Set(),
    inUse: undefined,
  };
}

/** Whether ServiceNow can sign in: on every server, with a certificate that is attached and has not ended. */
export function works({ inUse, attached, held }: Tenant, now: number): boolean {
  if (inUse === undefined) return false;
  return (attached.get(inUse) ?? 0) > now && [...held.values()].every((keys) => keys.has(inUse));
}

/** Does a step in the tenant, as its worker would. */
export function answer(tenant: Tenant, run: Run, step: RunStep, now: number): StepOutcome {
  const { attached, held, proved } = tenant;
  const made = outputOf(run, 'create-certificate');
  const keys = held.get(step.server ?? '') ?? new Set();
  const old = [...attached.keys()].filter((thumbprint) => thumbprint !== made?.thumbprint);
  switch (step.name) {
    case 'check-server':
      return done({ ...IN_PLACE[step.name], certificates: [...keys] });
    case 'register-application':
      return done({ ...IN_PLACE[step.name], certificates: [...attached.keys()] });
    case 'create-certificate': {
      const thumbprint = `${run.id} ${step.attempt}`.split('').reduce(mix, tenant.id.replaceAll('-', '')).toUpperCase();
      keys.add(thumbprint);
      const [notBefore, notAfter] = [now, now + 365 * DAY].map((moment) => new Date(moment).toISOString());
      return done({ ...IN_PLACE[step.name], created: true, thumbprint, notBefore, notAfter });
    }
    case 'import-certificate':
      keys.add(made?.thumbprint ?? '');
      return done({ ...IN_PLACE[step.name], imported: true, thumbprint: made?.thumbprint });
    case 'attach-certificate':
      attached.set(made?.thumbprint ?? '', Date.parse(made?.notAfter ?? ''));
      return done({ ...IN_PLACE[step.name], changed: true, validUntil: made?.notAfter });
    case 'verify-connection':
      if (!keys.has(made?.thumbprint ?? '') || !attached.has(made?.thumbprint ?? '')) return failed('person', 'no-key');
      proved.add(`${step.server} ${made?.thumbprint}`);
      return done(IN_PLACE[step.name]);
    case 'watch-use': {
      const left = (findStep(run, 'await-switch')?.finishedAt ?? now) + (run.request.rotation?.unusedForMs ?? 0) - now;
      if (left > 0) return failed('transient', 'old-certificate-watched', left);
      const named = (thumbprint: string) => ({ thumbprint, keyId: null, certificate: 'MIIA', displayName: thumbprint });
      return done({ ...IN_PLACE[step.name], keys: old.map(named) });
    }
    case 'retire-certificate':
      for (const thumbprint of old) attached.delete(thumbprint);
      return done({ changed: true, retired: old });
    case 'watch-retired': {
      const left = (findStep(run, 'retire-certificate')?.finishedAt ?? now) + eraseAfter(run) - now;
      return left > 0 ? failed('transient', 'old-certificate-watched', left) : done(IN_PLACE[step.name]);
    }
    case 'erase-certificate': {
      const erased = [...keys].filter((thumbprint) => thumbprint !== made?.thumbprint);
      for (const thumbprint of erased) keys.delete(thumbprint);
      return done({ erased, missing: [] });
    }
    default:
      return done(step.name in IN_PLACE ? Reflect.get(IN_PLACE, step.name) : {});
  }
}

function eraseAfter({ request: { rotation } }: Run): number {
  return Math.max(rotation?.eraseAfterMs ?? 0, rotation?.watchForMs ?? 0);
}

/** A thumbprint of 40 hexadecimal digits, another one for each text. */
function mix(hex: string, letter: string): string {
  const next = (Number.parseInt(hex.slice(0, 8), 16) * 31 + letter.charCodeAt(0)) >>> 0;
  return (hex.slice(8) + next.toString(16).padStart(8, '0')).padStart(40, '0');
}

function done(output: unknown): StepOutcome {
  return { status: 'done', output };
}

function failed(kind: StepError['kind'], code: string, retryAfterMs?: number): StepOutcome {
  const error: StepError = { kind, code, message: 'It is not so far yet.', advice: 'Wait.' };
  const again = retryAfterMs === undefined ? {} : { retryAfterMs, budgetMs: 400 * DAY };
  return { status: 'failed', error: { ...error, ...again } };
}
