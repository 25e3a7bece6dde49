import { isFields } from './fields.ts';

/** What a voucher says besides the hash of the output stands in the run and its step. */
export interface About {
  readonly run: string;
  readonly step: string;
  readonly attempt: unknown;
  readonly from: unknown;
}

/** The protected header of a voucher, which all of a run have in common while one key signs. */
export function headerOf(voucher: string): string {
  return voucher.slice(0, voucher.indexOf('.'));
}

/** Hash of the output and signature, when everything else follows from `about` and the header; else the voucher. */
export function packVoucher(voucher: string, about: About, header: string): string {
  const [head, payload = '', signature, ...more] = voucher.split('.');
  const output = outputIn(payload);
  if (head !== header || more.length > 0 || output === undefined) return voucher;
  return payloadOf(about, output) === payload ? `${output}.${signature}` : voucher;
}

export function unpackVoucher(voucher: string, about: About, header: string): string {
  const [output = '', signature, ...more] = voucher.split('.');
  return signature === undefined || more.length > 0 ? voucher : `${header}.${payloadOf(about, output)}.${signature}`;
}

function payloadOf({ run, step, attempt, from }: About, output: string): string {
  const claims = { iss: 'orchestrator', run, step, attempt, from, output };
  return Buffer.from(JSON.stringify(claims)).toString('base64url');
}

function outputIn(payload: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString());
    return isFields(claims) && typeof claims['output'] === 'string' ? claims['output'] : undefined;
  } catch {
    // Not a voucher of ours: it stays as it is.
    return undefined;
  }
}
