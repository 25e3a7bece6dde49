function Set-FolderSddl {
    <#
    .SYNOPSIS
        Replaces the DACL of a folder and of what inherits from it; owner and audit rules stay.
    .PARAMETER Path
        The folder.
    .PARAMETER Sddl
        The DACL.
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
        $acl.SetSecurityDescriptorSddlForm($Sddl, [Security.AccessControl.AccessControlSections]::Access)
        [IO.Directory]::SetAccessControl($Path, $acl)
    }
}
