import { REQUIRED_PERMISSIONS } from '../../src/contracts/permissions/permissions.ts';
import type { StepName, StepOutput } from '../../src/contracts/steps/index.ts';

export const THUMBPRINT = '9F2C4E6A8B0D1F3A5C7E9B1D3F5A7C9E1B3D5F70';
export const OLD_THUMBPRINT = '41B05C7D9E1F3A5B7C9D0E2F4A6B8C0D1E3F77AE';
export const APP_ID = '3d2f0c1e-1111-4222-8333-444455556666';

/** What each step answers when everything had to be made; `in place` variants for a tenant that is onboarded. */
export const FRESH: { readonly [N in StepName]: StepOutput<N> } = {
  'check-tenant': {
    displayName: 'Contoso Ltd',
    initialDomain: 'contoso.onmicrosoft.com',
    maxCertificateDays: null,
    compliancePowerShellResource: '00000007-0000-0ff1-ce00-000000000000',
    application: null,
    permissions: [...REQUIRED_PERMISSIONS],
    warnings: [],
  },
  'preview-changes': { changes: ['register the application'], inPlace: [] },
  'register-application': {
    applicationId: '11111111-1111-4111-8111-111111111111',
    appId: APP_ID,
    displayName: 'ServiceNow SecOps EXO CBA',
    createdByAppId: '33333333-3333-4333-8333-333333333333',
    created: true,
    changed: true,
    certificates: [],
    others: [],
  },
  'create-enterprise-application': {
    servicePrincipalId: '22222222-2222-4222-8222-222222222222',
    created: true,
    missingPermissions: [...REQUIRED_PERMISSIONS],
    roleAssigned: false,
    roleAssignmentId: null,
    others: [],
  },
  'adopt-application': { changed: true },
  'grant-consent': { granted: ['Exchange.ManageAsApp', 'Mail.ReadWrite'], alreadyGranted: [] },
  'await-consent': { granted: ['Exchange.ManageAsApp', 'Mail.ReadWrite'], roleAssignmentId: 'assignment-1' },
  'assign-role': { assignmentId: 'assignment-1', created: true },
  'attach-certificate': { changed: true, pruned: [], validUntil: '2027-11-23T09:30:00.000Z' },
  'watch-use': {
    proof: 'sign-in-log',
    unusedSince: '2027-10-02T09:30:00.000Z',
    keys: [{ thumbprint: OLD_THUMBPRINT, keyId: null, certificate: 'MIIA', displayName: `exo-bot ${OLD_THUMBPRINT}` }],
  },
  'retire-certificate': { changed: true, retired: [OLD_THUMBPRINT], at: '2027-10-09T09:30:00.000Z' },
  'watch-retired': { proof: 'sign-in-log', until: '2027-10-23T09:30:00.000Z' },
  'check-drift': { findings: [], at: '2026-11-24T14:32:00.000Z' },
  'survey-application': {
    displayName: 'Contoso Ltd',
    initialDomain: 'contoso.onmicrosoft.com',
    application: {
      id: '11111111-1111-4111-8111-111111111111',
      appId: APP_ID,
      displayName: 'ServiceNow SecOps EXO CBA',
      servicePrincipalId: '22222222-2222-4222-8222-222222222222',
      createdByAppId: '33333333-3333-4333-8333-333333333333',
    },
    lastUse: { known: true, at: '2026-11-24T12:31:00.000Z', from: '10.1.2.3' },
    permissions: ['Exchange.ManageAsApp on Office 365 Exchange Online', 'Mail.ReadWrite on Microsoft Graph'],
    roles: ['Compliance Administrator, whole directory'],
    credentials: [`certificate ${THUMBPRINT}`],
  },
  'remove-from-exchange': { removed: true, remains: '' },
  'remove-rights': { roles: 1, permissions: 2 },
  'delete-application': {
    applicationId: '11111111-1111-4111-8111-111111111111',
    deleted: true,
    restorableUntil: '2026-12-24T14:33:00.000Z',
  },
  'find-application': {
    applicationId: '11111111-1111-4111-8111-111111111111',
    appId: APP_ID,
    displayName: 'ServiceNow SecOps EXO CBA',
    servicePrincipalId: '22222222-2222-4222-8222-222222222222',
    enabled: true,
  },
  'suspend-application': { changed: true, at: '2026-11-24T14:32:00.000Z' },
  'resume-application': { changed: true },
  'check-server': {
    computerName: 'MID',
    powerShellVersion: '5.1.20348.2849',
    exchangeModuleVersion: '3.10.1',
    midServices: [{ name: 'snc_mid', account: 'CORP\\svc-mid' }],
    certificates: [],
    findings: [{ code: 'exchange-module', level: 'ok', message: 'ExchangeOnlineManagement 3.10.1', advice: '' }],
  },
  'create-certificate': {
    thumbprint: THUMBPRINT,
    certificate: 'MIIB',
    notBefore: '2026-11-24T09:30:00.000Z',
    notAfter: '2027-11-23T09:30:00.000Z',
    provider: 'Microsoft Strong Cryptographic Provider',
    created: true,
    possession: 'c2lnbmVk',
    keyBits: 2048,
    signatureAlgorithm: 'sha256RSA',
  },
  'share-certificate': { sealed: 'eyJ.sealed' },
  'import-certificate': {
    thumbprint: THUMBPRINT,
    imported: true,
    provider: 'Microsoft Strong Cryptographic Provider',
  },
  'grant-key-access': {
    account: 'CORP\\svc-mid',
    sid: 'S-1-5-21-1-2-3-1001',
    changed: true,
    access: [{ identity: 'CORP\\svc-mid', rights: 'Read' }],
  },
  'erase-certificate': { erased: [OLD_THUMBPRINT], missing: [] },
  'register-in-exchange': {
    objectId: '22222222-2222-4222-8222-222222222222',
    displayName: 'ServiceNow SecOps EXO CBA',
    created: true,
  },
  'verify-connection': {
    account: 'CORP\\svc-mid',
    computerName: 'MID',
    token: { state: 'ok', message: 'Entra issued a token.' },
    session: { state: 'ok', message: 'Connected to Security & Compliance PowerShell.' },
    search: { state: 'ok', message: 'The search-only session opened.' },
  },
};

/** What each step answers in a tenant where everything is in place. */
export const IN_PLACE: { readonly [N in StepName]: StepOutput<N> } = {
  ...FRESH,
  'register-application': {
    ...FRESH['register-application'],
    created: false,
    changed: false,
    certificates: [THUMBPRINT],
  },
  'create-enterprise-application': {
    ...FRESH['create-enterprise-application'],
    created: false,
    missingPermissions: [],
    roleAssigned: true,
    roleAssignmentId: 'assignment-1',
  },
  'grant-consent': { granted: [], alreadyGranted: ['Exchange.ManageAsApp', 'Mail.ReadWrite'] },
  'assign-role': { assignmentId: 'assignment-1', created: false },
  'attach-certificate': { ...FRESH['attach-certificate'], changed: false },
  'check-server': { ...FRESH['check-server'], certificates: [THUMBPRINT] },
  'create-certificate': { ...FRESH['create-certificate'], created: false },
  'import-certificate': { ...FRESH['import-certificate'], imported: false },
  'grant-key-access': { ...FRESH['grant-key-access'], changed: false },
  'register-in-exchange': { ...FRESH['register-in-exchange'], created: false },
};
