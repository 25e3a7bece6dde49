/** What came of a visit to Microsoft's consent page; all texts are fixed, nothing of Microsoft's is repeated. */
export interface ConsentAnswer {
  readonly code: string;
  /** `done`: perhaps there already, reading back tells; `transient`: the same link works a moment later. */
  readonly kind: 'done' | 'transient' | 'person';
  readonly title: string;
  readonly advice: string;
}

interface ConsentRule extends ConsentAnswer {
  readonly matches: RegExp;
}

const AGAIN = 'An administrator of the tenant can open the same link again; it stays valid for now.';

// https://learn.microsoft.com/entra/identity-platform/v2-admin-consent, reference-error-codes
/** By `error` and `error_description` of the address. The first line that matches counts. */
export const CONSENT_RULES: readonly ConsentRule[] = [
  {
    code: 'already-there',
    kind: 'done',
    matches: /AADSTS650051.*already (present|exists)/is,
    title: 'Thank you',
    advice:
      'exo now reads back from Microsoft whether the consent for its application is there. You can close this page.',
  },
  {
    code: 'application-not-known-yet',
    kind: 'transient',
    matches: /AADSTS650051|try again in \d+ seconds/i,
    title: 'Try again in a minute',
    advice: `Microsoft does not know the application everywhere in the tenant yet. ${AGAIN}`,
  },
  {
    code: 'consent-not-allowed',
    kind: 'person',
    matches: /AADSTS(90094|90093|900941)\b/,
    title: 'Consent was not given',
    advice: `The account that was signed in may not consent for the tenant. ${AGAIN}`,
  },
  {
    code: 'consent-declined',
    kind: 'person',
    matches: /AADSTS65004\b|^(consent_required|access_denied)\b/,
    title: 'Consent was not given',
    advice: `Microsoft reported that the consent to the application was declined. ${AGAIN}`,
  },
  {
    code: 'consent-page-unavailable',
    kind: 'transient',
    matches: /^(server_error|temporarily_unavailable)\b|AADSTS(90033|90055|50196)\b/,
    title: 'Try again in a minute',
    advice: `Microsoft's consent page is not available at the moment. ${AGAIN}`,
  },
];

const UNKNOWN: ConsentAnswer = {
  code: 'consent-failed',
  kind: 'person',
  title: 'Consent was not given',
  advice: `Microsoft reported that the consent to the application failed. ${AGAIN}`,
};

/** Nothing in the address proves anything: this only decides what the visitor is told. */
export function readConsentAnswer(error: string, description: string): ConsentAnswer {
  const text = `${error} ${description}`;
  return CONSENT_RULES.find(({ matches }) => matches.test(text)) ?? UNKNOWN;
}
