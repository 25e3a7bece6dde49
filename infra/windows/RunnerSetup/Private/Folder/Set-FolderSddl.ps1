function Set-FolderSddl {
    <#
    .SYNOPSIS
        Sets owner and DACL of a folder and of what inherits from it.
    .PARAMETER Path
        The folder.
    .PARAMETER Sddl
        Owner and DACL.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Sddl
    )
    if ($PSCmdlet.ShouldProcess($Path, 'Set the rights')) {
        $acl = New-Object -TypeName Security.AccessControl.DirectorySecurity
        $acl.SetSecurityDescriptorSddlForm($Sddl, [Security.AccessControl.AccessControlSections] 'Owner, Access')
        [IO.Directory]::SetAccessControl($Path, $acl)
    }
}
