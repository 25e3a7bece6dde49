import { CodedError } from '../../process/errors.ts';

/**
 * Why a message could not be written:
 * - `transient`: the platform is busy or away, the same call may succeed later;
 * - `gone`: the bot, the conversation or the message is not there any more, or writing is forbidden;
 * - `faulty`: the message itself is not accepted.
 */
export type ChatErrorKind = 'transient' | 'gone' | 'faulty';

export class ChatError extends CodedError {
  readonly kind: ChatErrorKind;
  /** HTTP status of the platform's answer; undefined when there was none. */
  readonly status: number | undefined;
  /** `transient` only: milliseconds until it may be tried again. */
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: ChatErrorKind,
    message: string,
    status: number | undefined,
    { retryAfterMs, ...options }: { readonly cause?: unknown; readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(`chat-${kind}`, message, ADVICE[kind], options);
    this.retryAfterMs = retryAfterMs;
    this.name = 'ChatError';
    this.kind = kind;
    this.status = status;
  }
}

/** Whether what should be changed is not there (any more); whether its conversation is, a post will tell. */
export function isDeleted(error: unknown): boolean {
  return error instanceof ChatError && error.kind === 'gone' && error.status === 404;
}

const ADVICE: Readonly<Record<ChatErrorKind, string>> = {
  transient: 'It is tried again by itself.',
  gone: 'Check that exo is still installed in this team or chat and may write there; install it again if not.',
  faulty: 'Report it: exo wrote a message that Teams does not accept.',
};
