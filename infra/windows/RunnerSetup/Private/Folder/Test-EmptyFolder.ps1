function Test-EmptyFolder {
    <#
    .SYNOPSIS
        Whether a folder exists and holds nothing but empty files, as a runner's does that was never enrolled.
    .PARAMETER Path
        The folder.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )
    if (-not (Test-Path -LiteralPath $Path)) { return $false }
    $content = @(Get-ChildItem -LiteralPath $Path -Force | Where-Object { $_.PSIsContainer -or $_.Length -gt 0 })
    $content.Count -eq 0
}
