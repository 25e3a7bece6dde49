function Get-FolderSddl {
    <#
    .SYNOPSIS
        Owner and DACL of a folder as SDDL.
    .PARAMETER Path
        The folder.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )
    $sections = [Security.AccessControl.AccessControlSections] 'Owner, Access'
    [IO.Directory]::GetAccessControl($Path, $sections).GetSecurityDescriptorSddlForm($sections)
}
