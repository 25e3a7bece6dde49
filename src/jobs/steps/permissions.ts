import type { CloudStepName } from '../../contracts/steps/index.ts';

/**
 * Least application permissions on Microsoft Graph that each step needs from the tenant, as the advice of a refusal names
 * them. docs/graph-permissions.md has them request by request.
 */
export const PERMISSIONS: Readonly<Record<CloudStepName, readonly string[]>> = {
  'check-tenant': ['Organization.Read.All', 'Application.Read.All', 'Policy.Read.All'],
  'preview-changes': ['Application.Read.All', 'RoleManagement.Read.Directory'],
  'register-application': ['Application.ReadWrite.OwnedBy', 'Application.Read.All'],
  'create-enterprise-application': [
    'Application.ReadWrite.OwnedBy',
    'Application.Read.All',
    'RoleManagement.Read.Directory',
  ],
  'adopt-application': ['Application.ReadWrite.OwnedBy', 'Application.Read.All'],
  'grant-consent': ['AppRoleAssignment.ReadWrite.All', 'Application.Read.All'],
  'await-consent': ['Application.Read.All', 'RoleManagement.Read.Directory'],
  'assign-role': ['RoleManagement.ReadWrite.Directory', 'Application.Read.All'],
  'attach-certificate': ['Application.ReadWrite.OwnedBy'],
};

const ALWAYS = ['Organization.Read.All', 'Application.Read.All', 'Application.ReadWrite.OwnedBy'];

/** What an onboarding needs from the first request to the last, by mode. */
export const RIGHTS_OF_MODE: Readonly<Record<'full' | 'link', readonly string[]>> = {
  full: [...ALWAYS, 'AppRoleAssignment.ReadWrite.All', 'RoleManagement.ReadWrite.Directory'],
  link: [...ALWAYS, 'RoleManagement.Read.Directory'],
};

/** Broader rights that hold a narrower one. */
export const SATISFIED_BY: Readonly<Record<string, readonly string[]>> = {
  'Organization.Read.All': ['Organization.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  'Application.Read.All': ['Application.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'],
  'Application.ReadWrite.OwnedBy': ['Application.ReadWrite.All'],
  'RoleManagement.Read.Directory': [
    'RoleManagement.ReadWrite.Directory',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
};
