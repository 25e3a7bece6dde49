function Invoke-ServiceHost {
    <#
    .SYNOPSIS
        Runs one command of WinSW.
    .PARAMETER Path
        The executable, beside its definition.
    .PARAMETER Command
        install or uninstall.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [ValidateSet('install', 'uninstall')]
        [string] $Command
    )
    $output = & $Path $Command
    if ($LASTEXITCODE -ne 0) {
        throw "WinSW could not $Command the service (exit code $LASTEXITCODE): $($output -join ' ')"
    }
}
