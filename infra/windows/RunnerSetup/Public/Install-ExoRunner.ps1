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
        The runners to install, as Get-ExoRunnerPlan describes them.
    .PARAMETER Namespace
        EXO_NAMESPACE of bot and jobs.
    .PARAMETER RedisCa
        PEM file of a private CA that signed the certificate of Redis; without it the one of an earlier call stays.
    .PARAMETER ProgramRoot
        Folder for programs.
    .PARAMETER DataRoot
        Folder for keys and logs.
    .OUTPUTS
        One sentence for each change.
    .EXAMPLE
        Install-ExoRunner @arguments -WhatIf
    #>
    [Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSShouldProcess', '', Justification = 'The functions below ask.')]
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

        [string] $RedisCa,

        [Parameter(Mandatory)]
        [string] $ProgramRoot,

        [Parameter(Mandatory)]
        [string] $DataRoot
    )
    Assert-Administrator
    Assert-Bundle -Path $BundlePath -Sha256 $Sha256
    if (-not (Test-FileHash -Path $ServiceHost -Sha256 $ServiceHostSha256)) {
        throw "$ServiceHost is not the WinSW that was named. Download it again and compare its SHA-256."
    }
    # Before anything is changed: an account that does not exist stops here.
    $sids = @{}
    foreach ($each in $Runner) {
        $sids[$each.Name] = Resolve-AccountSid -Account $each.Account
    }

    $program = Get-ProgramFolder -BundlePath $BundlePath -Sha256 $Sha256 -ProgramRoot $ProgramRoot
    Copy-Bundle -Source $BundlePath -Target $program -Sha256 $Sha256
    Set-ProtectedFolder -Path $DataRoot -Sddl (Get-HomeSddl)
    foreach ($each in $Runner) {
        Set-ProtectedFolder -Path $each.RunnerHome -Sddl (Get-HomeSddl -Sid $sids[$each.Name])
        Set-RunnerFile -RunnerHome $each.RunnerHome -RedisCa $RedisCa
        $place = @{ Program = $program; BundlePath = $BundlePath; Namespace = $Namespace }
        $service = @{
            Runner            = $each
            Definition        = Get-RunnerDefinition -Runner $each @place
            ServiceHost       = $ServiceHost
            ServiceHostSha256 = $ServiceHostSha256
        }
        Set-RunnerService @service
    }
}
