/** What Microsoft's consent page says when it sends an administrator back, and what it means. */
export const CONSENT_ROWS: readonly (readonly [error: string, text: string, kind: string, code: string])[] = [
  ['consent_required', 'AADSTS65004: User declined to consent to access the app.', 'person', 'consent-declined'],
  ['access_denied', 'AADSTS65004: The resource owner denied the request.', 'person', 'consent-declined'],
  [
    'invalid_client',
    'AADSTS650051: The service principal name is already present for the tenant.',
    'done',
    'already-there',
  ],
  [
    'invalid_client',
    'AADSTS650051: The application does not exist yet in this tenant. Try again in 30 seconds.',
    'transient',
    'application-not-known-yet',
  ],
  ['access_denied', 'AADSTS90094: Admin consent is required.', 'person', 'consent-not-allowed'],
  ['server_error', 'AADSTS90033: A transient error has occurred.', 'transient', 'consent-page-unavailable'],
  ['something_new', 'AADSTS9999999: something new', 'person', 'consent-failed'],
];
