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
        # A process that has just ended may hold a file for a moment.
        foreach ($attempt in 1..5) {
            try {
                Remove-Item -LiteralPath $Path -Recurse -Force
                break
            } catch {
                if ($attempt -eq 5) { throw }
                Start-Sleep -Seconds 1
            }
        }
        "removed $Path"
    }
}
