<#
.SYNOPSIS
    Stops and removes the exo runners of this MID server.
.DESCRIPTION
    Removes services and program. Keys and logs stay for a later installation unless -RemoveKeys is given.
    Afterwards take the runner's rights away: "@exo runner remove" in Teams, and its Redis user with
    "npm run runner:acl -- <runner> --remove".
.PARAMETER Server
    Name of this MID server in exo.config.yaml, e.g. mid1.
.PARAMETER RemoveKeys
    Also removes the runners' keys and logs: they must be enrolled again after that.
.PARAMETER ProgramRoot
    Folder for programs.
.PARAMETER DataRoot
    Folder for keys and logs.
.EXAMPLE
    .\Uninstall-Runner.ps1 -Server mid1 -RemoveKeys -WhatIf
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)]
    [string] $Server,

    [switch] $RemoveKeys,

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

# The account does not matter for removal.
$place = @{ Server = $Server; Account = 'LocalSystem'; Credential = $null; ProgramRoot = $ProgramRoot; DataRoot = $DataRoot }
$runners = @('elevated', 'connect' | ForEach-Object -Process { Get-ExoRunnerPlan @place -Role $_ })
$arguments = @{ Runner = $runners; ProgramRoot = $ProgramRoot; RemoveKeys = $RemoveKeys; WhatIf = [bool] $WhatIfPreference }
$changed = $false
# Said as it goes: what is done stays visible when a later step fails.
Uninstall-ExoRunner @arguments | ForEach-Object -Process { $changed = $true; $_ }
if (-not $changed -and -not $WhatIfPreference) { 'Nothing was installed; nothing was changed.' }
