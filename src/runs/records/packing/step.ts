import { isFields } from './fields.ts';
import { packLists, unpackLists } from './permissions.ts';
import { type About, packVoucher, unpackVoucher } from './voucher.ts';

/** What packing needs to know of a step. */
export interface StepFields {
  readonly id: string;
  readonly name: string;
  readonly queue: string | null;
  readonly state: string;
  readonly attempt: number;
  readonly output?: unknown;
  readonly voucher?: string;
}

/** @param header of the vouchers of the run */
export function packStep(step: StepFields, run: string, permissions: readonly unknown[], header: string): object {
  const { id, name, state, attempt, output, voucher, ...rest } = step;
  return {
    id,
    ...(name === nameIn(id) ? {} : { name }),
    ...rest,
    ...(state === 'waiting' ? {} : { state }),
    ...(attempt === 0 ? {} : { attempt }),
    ...(output === undefined ? {} : { output: packLists(output, permissions) }),
    ...(voucher === undefined ? {} : { voucher: packVoucher(voucher, aboutOf(step, run), header) }),
  };
}

export function unpackStep(record: unknown, run: string, permissions: readonly unknown[], header: string): unknown {
  if (!isFields(record) || typeof record['id'] !== 'string') return record;
  const { id } = record;
  const step = { name: nameIn(id), state: 'waiting', attempt: 0, ...record, id };
  const { output, voucher, queue } = { output: undefined, voucher: undefined, queue: undefined, ...record };
  const about = { run, step: id, attempt: step.attempt, from: queue };
  return {
    ...step,
    ...(output === undefined ? {} : { output: unpackLists(output, permissions) }),
    ...(typeof voucher === 'string' ? { voucher: unpackVoucher(voucher, about, header) } : {}),
  };
}

function aboutOf({ id, attempt, queue }: StepFields, run: string): About {
  return { run, step: id, attempt, from: queue };
}

/** `check-server@mid1` is a `check-server`. */
function nameIn(id: string): string {
  const at = id.indexOf('@');
  return at < 0 ? id : id.slice(0, at);
}
