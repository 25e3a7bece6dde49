function Set-ProtectedFolder {
    <#
    .SYNOPSIS
        Makes a folder with just these rights, or gives them to one that is there.
    .PARAMETER Path
        The folder.
    .PARAMETER Sddl
        Owner and DACL.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Sddl
    )
    if (-not (Test-Path -LiteralPath $Path)) {
        if ($PSCmdlet.ShouldProcess($Path, 'Make the folder')) {
            $null = New-Item -ItemType Directory -Path $Path
            Set-FolderSddl -Path $Path -Sddl $Sddl
            "made $Path"
        }
        return
    }
    $actual = Get-FolderSddl -Path $Path
    # Any user may make folders in ProgramData, and an owner may always change the rights again.
    if ($actual -notmatch '^O:(BA|SY)') {
        throw "$Path belongs to neither Administrators nor SYSTEM: find out who made it, remove it, then install again."
    }
    if (-not (Test-SameSddl -Actual $actual -Wanted $Sddl) -and $PSCmdlet.ShouldProcess($Path, 'Set the rights')) {
        Set-FolderSddl -Path $Path -Sddl $Sddl
        "set the rights of $Path"
    }
}
