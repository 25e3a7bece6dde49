function Install-ExoRunner {
    <#
    .SYNOPSIS
        Installs or updates the runners of a MID server; a second run changes nothing.
    .PARAMETER BundlePath
        Folder made by "npm run bundle:runner".
    .PARAMETER Sha256
        SHA-256 of its hashes.json.
    .PARAMETER ServiceHost
        WinSW executable.
    .PARAMETER ServiceHostSha256
        SHA-256 of the WinSW executable.
    .PARAMETER Runner
        The runners to install, as Get-RunnerPlan describes them.
    .PARAMETER Namespace
        EXO_NAMESPACE of bot and jobs.
    .PARAMETER ProgramRoot
        Folder for programs.
    .OUTPUTS
        One sentence for each change.
    .EXAMPLE
        Install-ExoRunner @arguments -WhatIf
    #>
    [CmdletBinding(SupportsShouldProcess)]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $BundlePath,

        [Parameter(Mandatory)]
        [string] $Sha256,

        [Parameter(Mandatory)]
        [string] $ServiceHost,

        [Parameter(Mandatory)]
        [ValidatePattern('^[0-9A-Fa-f]{64}$')]
        [string] $ServiceHostSha256,

        [Parameter(Mandatory)]
        [psobject[]] $Runner,

        [Parameter(Mandatory)]
        [string] $Namespace,

        [Parameter(Mandatory)]
        [string] $ProgramRoot
    )
    Assert-Administrator
    Assert-Bundle -Path $BundlePath -Sha256 $Sha256
    if ((Get-FileHash -LiteralPath $ServiceHost -Algorithm SHA256).Hash -ne $ServiceHostSha256) {
        throw "$ServiceHost is not the WinSW that was named. Download it again and compare its SHA-256."
    }
    # Before anything is changed: an account that does not exist stops here.
    $sids = @{}
    foreach ($each in $Runner) {
        $sids[$each.Name] = Resolve-AccountSid -Account $each.Account
    }

    $program = Get-ProgramFolder -BundlePath $BundlePath -Sha256 $Sha256 -ProgramRoot $ProgramRoot
    Copy-Bundle -Source $BundlePath -Target $program -Sha256 $Sha256
    foreach ($each in $Runner) {
        Set-RunnerHome -Path $each.RunnerHome -Sid $sids[$each.Name]
        $service = @{
            Runner      = $each
            Program     = $program
            BundlePath  = $BundlePath
            ServiceHost = $ServiceHost
            Namespace   = $Namespace
        }
        Set-RunnerService @service
    }
}
