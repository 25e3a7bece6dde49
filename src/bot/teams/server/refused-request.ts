/** Thrown when the keys do not come in time. */
export class KeysLateError extends Error {
  constructor(ms: number) {
    super(`no answer within ${ms / 1000} s`);
    this.name = 'KeysLateError';
  }
}

/** What a request that the SDK did not believe is answered with. Teams sends a message again after 503, not after 401. */
export interface RefusedRequest {
  readonly status: 401 | 403 | 503;
  readonly code: 'Unauthorized' | 'ServiceUnavailable';
  readonly message: string;
}

/** The SDK throws errors of several kinds. Only a failure to fetch Microsoft's keys is not the sender's. */
export function refusedRequest(error: unknown): RefusedRequest {
  if (areKeysMissing(error)) {
    const message = 'exo cannot check the token now: the keys of the Bot Framework could not be fetched.';
    return { status: 503, code: 'ServiceUnavailable', message };
  }
  const status = statusCodeOf(error) === 403 ? 403 : 401;
  return { status, code: 'Unauthorized', message: 'The request is not from Teams.' };
}

/** The SDK's own error has status 500; what fetching throws passes through it: node-fetch 2 and Node's network errors. */
function areKeysMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (statusCodeOf(error) === 500 || ['FetchError', 'AbortError', 'KeysLateError'].includes(error.name)) return true;
  if ('code' in error && /^E[A-Z]{3,}$/.test(String(error.code))) return true;
  // The document was read, and the address of the keys is not in it.
  return error instanceof TypeError && error.message.includes('absolute URLs');
}

function statusCodeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : undefined;
}
