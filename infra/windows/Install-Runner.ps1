<#
.SYNOPSIS
    Installs or updates the exo runners of this MID server.
.DESCRIPTION
    Checks every file of the bundle and the WinSW executable before anything else, copies the program to
    %ProgramFiles%\exo-runner, makes a folder for the keys of each runner that its account alone may use, and sets up
    two Windows services. A second run changes nothing; -WhatIf shows what would be done.
    Without -ConnectAccount only the elevated runner is installed: that is enough where the MID service runs as LocalSystem.
.PARAMETER Server
    Name of this MID server in exo.config.yaml, e.g. mid1. Its runners are mid1-elevated and mid1-connect.
.PARAMETER Sha256
    SHA-256 of hashes.json, as "npm run bundle:runner" printed it. Take it from there, not from the copied folder.
.PARAMETER ServiceHost
    WinSW executable (github.com/winsw/winsw), which turns the runner into a Windows service.
.PARAMETER ServiceHostSha256
    SHA-256 of that executable, from the page of its release.
.PARAMETER ConnectAccount
    Account of the MID service, e.g. CORP\svc-mid or the gMSA CORP\mid$.
.PARAMETER ConnectCredential
    The same account with its password; not needed for a gMSA.
.PARAMETER ElevatedAccount
    Account for certificates and key access: LocalSystem, or an account with administrative rights on this server.
.PARAMETER ElevatedCredential
    The same account with its password; not needed for LocalSystem and a gMSA.
.PARAMETER Namespace
    EXO_NAMESPACE of bot and jobs.
.PARAMETER RedisCa
    PEM file of a private CA that signed the certificate of Redis. The store of Windows does not count for Node.
.PARAMETER BundlePath
    Folder of the bundle; by default the one that this script lies in.
.PARAMETER ProgramRoot
    Folder for programs.
.PARAMETER DataRoot
    Folder for keys and logs.
.EXAMPLE
    .\Install-Runner.ps1 -Server mid1 -Sha256 $sha -ServiceHost D:\WinSW-x64.exe -ServiceHostSha256 $hostSha -ConnectAccount 'CORP\mid$' -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)]
    [string] $Server,

    [Parameter(Mandatory)]
    [string] $Sha256,

    [Parameter(Mandatory)]
    [string] $ServiceHost,

    [Parameter(Mandatory)]
    [string] $ServiceHostSha256,

    [string] $ConnectAccount,

    [pscredential] $ConnectCredential,

    [string] $ElevatedAccount = 'LocalSystem',

    [pscredential] $ElevatedCredential,

    [ValidatePattern('^[a-z0-9-]{1,32}$')]
    [string] $Namespace = 'ops',

    [string] $RedisCa,

    [string] $BundlePath = (Split-Path -Path $PSScriptRoot -Parent),

    [string] $ProgramRoot = (Join-Path $env:ProgramFiles 'exo-runner'),

    [string] $DataRoot = (Join-Path $env:ProgramData 'exo-runner')
)
# Under application control the first call of .NET would stop this half-way.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw "Application control (AppLocker, WDAC) limits PowerShell to $($ExecutionContext.SessionState.LanguageMode) here. Allow the scripts of $PSScriptRoot in that policy, or make the bundle with signed scripts (npm run bundle:runner -- --sign), then start this again."
}
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$module = Join-Path $PSScriptRoot 'RunnerSetup\RunnerSetup.psd1'
Import-Module ([System.Management.Automation.WildcardPattern]::Escape($module)) -Force

# .NET does not know the folder that PowerShell is in.
$BundlePath = Convert-Path -LiteralPath $BundlePath
if ($RedisCa) { $RedisCa = Convert-Path -LiteralPath $RedisCa }
$place = @{ Server = $Server; ProgramRoot = $ProgramRoot; DataRoot = $DataRoot }
$runners = @(
    Get-ExoRunnerPlan @place -Role elevated -Account $ElevatedAccount -Credential $ElevatedCredential
    if ($ConnectAccount) {
        Get-ExoRunnerPlan @place -Role connect -Account $ConnectAccount -Credential $ConnectCredential
    }
)
$arguments = @{
    BundlePath        = $BundlePath
    Sha256            = $Sha256
    ServiceHost       = $ServiceHost
    ServiceHostSha256 = $ServiceHostSha256
    Runner            = $runners
    Namespace         = $Namespace
    RedisCa           = $RedisCa
    ProgramRoot       = $ProgramRoot
    DataRoot          = $DataRoot
    WhatIf            = [bool] $WhatIfPreference
}
$changes = @(Install-ExoRunner @arguments)
if ($changes.Count -gt 0) { $changes } elseif (-not $WhatIfPreference) { 'Everything is in place; nothing was changed.' }
