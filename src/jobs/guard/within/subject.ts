import type { ApprovalSubject } from '../../../contracts/approval/approval.ts';
import { COMPLIANCE_ADMINISTRATOR } from '../../../contracts/permissions/permissions.ts';
import { isFollowUp, type Privilege } from '../privilege.ts';

/** What of a privilege was not approved, each as one phrase; empty when all of it was. */
export function beyondSubject(privilege: Privilege, subject: ApprovalSubject): string[] {
  const { application, tenant, certificate } = subject;
  const found: string[] = [];
  if (privilege.tenantId !== tenant.id) found.push(`the tenant is ${privilege.tenantId}, approved was ${tenant.id}`);
  if (privilege.kind === 'share-certificate') {
    if (!subject.custody.servers.some(({ server }) => server === privilege.server)) {
      found.push(`${privilege.server} is none of the servers that were approved`);
    }
    return [...found, ...otherCertificate(privilege.thumbprint, certificate.thumbprint)];
  }
  if (isFollowUp(privilege) && privilege.thumbprints.includes(certificate.thumbprint)) {
    found.push(`${certificate.thumbprint} is the certificate that stays`);
  }
  if (privilege.kind === 'erase-certificate') return found;
  if (isTakingOut(privilege)) return [...found, 'the offboarding of the tenant was not approved'];
  if (privilege.applicationId !== application.id || privilege.servicePrincipalId !== application.servicePrincipalId) {
    found.push('the application is another one than the approved one');
  }
  return [...found, ...beyondRights(privilege, subject)];
}

type TakingOut = Extract<Privilege, { readonly kind: 'remove-from-exchange' | 'remove-rights' | 'delete-application' }>;

function isTakingOut(privilege: Privilege): privilege is TakingOut {
  return ['remove-from-exchange', 'remove-rights', 'delete-application'].includes(privilege.kind);
}

type OnApplication = Exclude<Privilege, TakingOut | { readonly kind: 'share-certificate' | 'erase-certificate' }>;

function beyondRights(privilege: OnApplication, subject: ApprovalSubject): string[] {
  const { application, permissions, role, certificate } = subject;
  switch (privilege.kind) {
    case 'adopt-application':
      return application.adoptedBy ? [] : ['that the application becomes ours was not approved'];
    case 'grant-consent':
      return privilege.permissions
        .filter(
          (each) =>
            !permissions.some(
              ({ resourceAppId, appRoleId }) => resourceAppId === each.resourceAppId && appRoleId === each.appRoleId,
            ),
        )
        .map((each) => `${each.value} on ${each.resourceName} was not approved`);
    case 'assign-role':
      return role === COMPLIANCE_ADMINISTRATOR.displayName
        ? []
        : [`the role ${COMPLIANCE_ADMINISTRATOR.displayName} was not approved`];
    case 'retire-certificate':
    case 'watch-retired':
      return [];
    case 'attach-certificate':
      return otherCertificate(privilege.thumbprint, certificate.thumbprint);
  }
}

function otherCertificate(thumbprint: string, approved: string): string[] {
  return thumbprint === approved ? [] : [`the certificate is ${thumbprint}, approved was ${approved}`];
}
