import type { ApprovalSubject } from '../../src/contracts/approval/approval.ts';
import { COMPLIANCE_ADMINISTRATOR, REQUIRED_PERMISSIONS } from '../../src/contracts/permissions/permissions.ts';

/** A subject as a first onboarding of contoso would show it. */
export function approvalSubjectOf(changes: Partial<ApprovalSubject> = {}): ApprovalSubject {
  return {
    v: 2,
    run: 'contoso-1',
    requester: '0d9a1b2c-0000-4000-8000-000000000001',
    mode: 'full',
    tenant: { id: '7c1d0a52-3b7e-4c55-9a10-2f6b1c9e41e0', domain: 'contoso.onmicrosoft.com', name: 'Contoso Ltd' },
    application: {
      id: '3d2f0c1e-0000-4000-8000-000000000001',
      appId: '3d2f0c1e-0000-4000-8000-000000000002',
      displayName: 'ServiceNow SecOps EXO CBA',
      servicePrincipalId: '3d2f0c1e-0000-4000-8000-000000000003',
      createdByAppId: 'b00757a9-0000-4000-8000-000000000001',
    },
    permissions: [...REQUIRED_PERMISSIONS],
    role: COMPLIANCE_ADMINISTRATOR.displayName,
    certificate: {
      thumbprint: '9F2C00000000000000000000000000000000AB70',
      keyBits: 2048,
      signatureAlgorithm: 'sha256RSA',
      notBefore: '2026-11-24T09:00:00.000Z',
      notAfter: '2027-11-23T09:00:00.000Z',
      madeOn: 'mid1',
    },
    custody: { serverGroup: 'emea', servers: [{ server: 'mid1', account: 'CORP\\svc-mid' }] },
    others: [],
    renewals: 'covered',
    ...changes,
  };
}
