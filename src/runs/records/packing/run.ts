import { type Fields, isFields } from './fields.ts';
import { packLists, unpackLists } from './permissions.ts';
import { packStep, type StepFields, unpackStep } from './step.ts';
import { headerOf } from './voucher.ts';

/** What packing needs to know of a run. */
interface RunFields {
  readonly id: string;
  readonly request: { readonly permissions: readonly unknown[] };
  readonly steps: readonly StepFields[];
  readonly gate: Fields | null;
}

/** Stands for a subject that is the one of the gate. */
const OF_GATE = 'gate';

/**
 * The text of a run: what follows from other parts of it is left out, so that a run that waits for days is small, and
 * what every commit writes too. Readable as it is, and nothing in it is hidden.
 */
export function writeRun(run: RunFields, v: number): string {
  const { request, steps, gate, ...rest } = run;
  const { permissions } = request;
  const vouchers = headerOf(steps.find(({ voucher }) => voucher !== undefined)?.voucher ?? '.');
  const texts = steps.map((step) =>
    once(step, [run.id, permissions, vouchers], () => JSON.stringify(packStep(step, run.id, permissions, vouchers))),
  );
  const head = JSON.stringify({ v, ...rest, ...(vouchers ? { vouchers } : {}) }).slice(0, -1);
  const asked = once(request, [], () => JSON.stringify(request));
  const decided = gate && once(gate, [permissions], () => JSON.stringify(packGate(gate, permissions)));
  return `${head},"request":${asked},"steps":[${texts.join(',')}],"gate":${decided}}`;
}

/** The run in full; what is not packed stays as it is. */
export function unpackRun(record: Fields): Fields {
  const { vouchers = '', ...run } = record;
  const { id, request, steps, gate } = run;
  if (typeof id !== 'string' || !isFields(request) || !Array.isArray(request['permissions'])) return record;
  const permissions: unknown[] = request['permissions'];
  const full = Array.isArray(steps) ? steps.map((step) => unpackStep(step, id, permissions, String(vouchers))) : steps;
  return { ...run, steps: full, gate: unpackGate(gate, permissions) };
}

function packGate(gate: Fields, permissions: readonly unknown[]): Fields {
  const { subject, evidence } = gate;
  const isSame = isFields(evidence) && JSON.stringify(evidence['subject']) === JSON.stringify(subject);
  return {
    ...gate,
    subject: packLists(subject, permissions),
    ...(isSame ? { evidence: { ...evidence, subject: OF_GATE } } : {}),
  };
}

function unpackGate(gate: unknown, permissions: readonly unknown[]): unknown {
  if (!isFields(gate)) return gate;
  const { evidence } = gate;
  const subject = unpackLists(gate['subject'], permissions);
  const isSame = isFields(evidence) && evidence['subject'] === OF_GATE;
  return { ...gate, subject, ...(isSame ? { evidence: { ...evidence, subject } } : {}) };
}

/** Texts of parts that the next version of a run has in common with this one; with what else they follow from. */
const TEXTS = new WeakMap<object, { readonly from: readonly unknown[]; readonly text: string }>();

function once(part: object, from: readonly unknown[], write: () => string): string {
  const known = TEXTS.get(part);
  if (known?.from.every((each, index) => each === from[index])) return known.text;
  const text = write();
  TEXTS.set(part, { from, text });
  return text;
}
