function Add-ExoKeyRule {
    <#
    .SYNOPSIS
        Lets an account read a key file. Writes the DACL alone.
    .PARAMETER Path
        The key file.
    .PARAMETER Sid
        The account.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Sid
    )
    $acl = [IO.File]::GetAccessControl($Path, [System.Security.AccessControl.AccessControlSections]::Access)
    $rule = [System.Security.AccessControl.FileSystemAccessRule]::new(
        [System.Security.Principal.SecurityIdentifier]::new($Sid),
        [System.Security.AccessControl.FileSystemRights]::Read,
        [System.Security.AccessControl.AccessControlType]::Allow)
    $acl.AddAccessRule($rule)
    [IO.File]::SetAccessControl($Path, $acl)
}
