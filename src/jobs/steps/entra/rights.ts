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
