import { describe, expect, it } from 'vitest';
import { matchText, toStepFailure } from '../../../src/runners/powershell/failures/to-step-failure.ts';

const ROLE =
  "The role assigned to application 00000000-1111-4111-8111-111111111111 isn't supported in this scenario. Please check online documentation for assigning correct Directory Roles to Azure AD Application for EXO App-Only Authentication.";

describe('texts of Microsoft and Windows', () => {
  it.each([
    [ROLE, 'transient', 'role-not-effective'],
    ['UnAuthorized', 'transient', 'exchange-unauthorized'],
    ['AADSTS700027: Client assertion contains an invalid signature.', 'transient', 'certificate-not-known-yet'],
    ['AADSTS700024: Client assertion is not within its valid time range.', 'person', 'clock-skew'],
    ["AADSTS700016: Application with identifier 'x' was not found", 'transient', 'application-not-known-yet'],
    ['AADSTS65001: The user or administrator has not consented', 'person', 'consent-missing'],
    ['AADSTS90002: Tenant not found.', 'person', 'organization-unknown'],
    ['AADSTS53003: Access has been blocked by Conditional Access policies.', 'person', 'conditional-access'],
    ['AADSTS12345: something new', 'person', 'sign-in-refused'],
    ['Keyset does not exist', 'person', 'key-not-readable'],
    ['Invalid provider type specified.', 'person', 'certificate-is-cng'],
    ['Invalid algorithm specified', 'person', 'provider-without-sha256'],
    ["The term 'Update-ModuleManifest' is not recognized as the name of a cmdlet", 'person', 'powershellget-missing'],
    ['Cannot find a cmdlet Update-Manifest', 'person', 'powershellget-missing'],
    [
      'Files cannot be loaded because running scripts is disabled on this system. Provide a valid certificate with which to sign the files.',
      'person',
      'execution-policy',
    ],
    [
      'Please close the current PowerShell session and open a new session using Connect-IPPSSession with the -EnableSearchOnlySession flag.',
      'ours',
      'search-only-session-needed',
    ],
    ['New-ServicePrincipal is not present', 'person', 'new-service-principal-missing'],
    ["The term 'New-ServicePrincipal' is not recognized", 'person', 'new-service-principal-missing'],
    ["The term 'Connect-IPPSSession' is not recognized", 'person', 'exchange-module-missing'],
    ['Unable to connect to the remote server', 'transient', 'microsoft-unreachable'],
    ['The remote server returned an error: (503) Server Unavailable.', 'transient', 'microsoft-server-error'],
    ['Too many requests. Retry later.', 'transient', 'exchange-throttled'],
    ['Access is denied. (Exception from HRESULT: 0x80070005)', 'person', 'access-denied'],
    ['The specified network password is not correct.', 'person', 'pfx-not-importable'],
  ])('%s', (text, kind, code) => {
    expect(matchText(text)?.error).toMatchObject({ kind, code, detail: text });
  });

  it('keep a transient error transient for as long as Microsoft may need', () => {
    expect(matchText(ROLE)?.error.budgetMs).toBe(90 * 60_000);
    expect(matchText('AADSTS700027')?.error.budgetMs).toBe(15 * 60_000);
  });

  it('are one sentence each, with one sentence of advice', () => {
    for (const text of [ROLE, 'UnAuthorized', 'Keyset does not exist', 'AADSTS12345']) {
      const error = matchText(text)?.error;

      expect(error?.message).toMatch(/^[^.]+\.$/);
      expect(error?.advice).toMatch(/\.$/);
    }
  });

  it('are not guessed', () => {
    expect(matchText('Something else')).toBeUndefined();
  });
});

describe('reports of the module', () => {
  const report = {
    code: null,
    message: 'Exception calling "X"',
    inner: [],
    exception: 'System.Exception',
    errorId: 'id',
    position: 'At line:1',
    stack: '',
    advice: '',
    target: '',
    causes: [],
  };

  it('keep the sentence of an error that the module raised itself', () => {
    const { error } = toStepFailure({ ...report, code: 'account-unknown', message: 'Windows does not know x.' });

    expect(error).toMatchObject({ kind: 'person', code: 'account-unknown', message: 'Windows does not know x.' });
    expect(error.advice).toContain('serviceAccount');
  });

  it('are understood by their inner exceptions', () => {
    expect(toStepFailure({ ...report, inner: ['Keyset does not exist'] }).error.code).toBe('key-not-readable');
  });

  it('ask a person and show the text when they are unknown', () => {
    const { error } = toStepFailure({ ...report, message: 'Strange' });

    expect(error).toMatchObject({ kind: 'person', code: 'powershell-error' });
    expect(error.detail).toContain('Strange');
  });

  it('stay short', () => {
    expect(toStepFailure({ ...report, message: 'x'.repeat(5000) }).error.detail).toHaveLength(1000);
  });
});
