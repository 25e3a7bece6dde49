function Remove-Folder {
    <#
    .SYNOPSIS
        Removes a folder with all that is in it, where it exists.
    .PARAMETER Path
        The folder.
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )
    if ((Test-Path -LiteralPath $Path) -and $PSCmdlet.ShouldProcess($Path, 'Remove the folder')) {
        Remove-Item -LiteralPath $Path -Recurse -Force
        "removed $Path"
    }
}
