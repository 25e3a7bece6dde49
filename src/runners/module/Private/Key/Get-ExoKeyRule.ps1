function Get-ExoKeyRule {
    <#
    .SYNOPSIS
        The access rules of a key file: Sid, Mask (access mask), IsAllowed, Text.
    .DESCRIPTION
        Reads the DACL alone: owner and SACL of key files are often not readable.
    .PARAMETER Path
        The key file.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )
    $acl = [IO.File]::GetAccessControl($Path, [System.Security.AccessControl.AccessControlSections]::Access)
    foreach ($rule in $acl.GetAccessRules($true, $true, [System.Security.Principal.SecurityIdentifier])) {
        [pscustomobject] @{
            Sid       = $rule.IdentityReference.Value
            Mask      = [int] $rule.FileSystemRights
            IsAllowed = ([string] $rule.AccessControlType -eq 'Allow')
            Text      = [string] $rule.FileSystemRights
        }
    }
}
