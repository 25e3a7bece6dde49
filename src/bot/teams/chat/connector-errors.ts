import { messageOf } from '../../../process/errors.ts';
import { ChatError, type ChatErrorKind } from '../../chat/chat-error.ts';

/** Answers that Microsoft's rate-limit page asks to repeat. */
const REPEATED = new Set([412, 429, 502, 503, 504]);

export function toChatError(error: unknown, status: number | undefined, retryAfterMs?: number): ChatError {
  const message = `Teams did not take the message: ${messageOf(error)}`;
  return new ChatError(kindOf(status), message, status, { cause: error, retryAfterMs });
}

export function kindOf(status: number | undefined): ChatErrorKind {
  if (status === undefined || status >= 500 || REPEATED.has(status)) return 'transient';
  return status === 400 || status === 413 ? 'faulty' : 'gone';
}

/** The SDK throws `RestError` with `statusCode`; undefined for a connection that failed. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

/** Milliseconds that the platform asks to wait. */
export function retryAfter(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('response' in error)) return undefined;
  const { response } = error;
  if (typeof response !== 'object' || response === null || !('headers' in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== 'object' || headers === null || !('get' in headers)) return undefined;
  const value = typeof headers.get === 'function' ? headers.get('retry-after') : undefined;
  const seconds = Number(value);
  return value && Number.isFinite(seconds) ? seconds * 1000 : undefined;
}
