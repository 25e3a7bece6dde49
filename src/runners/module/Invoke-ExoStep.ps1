<#
.SYNOPSIS
    Runs one operation of the module Exo.Runner and prints one JSON document.
.DESCRIPTION
    Started by the runner with values in base64 only. The document stands on a line that begins with a mark and the
    correlation id of the request; whatever else is printed is noise. A secret comes in through the environment and is
    taken out of it before anything else happens.
.PARAMETER InputBase64
    JSON { schema, operation, correlationId, input } in UTF-8, as base64.
.EXAMPLE
    & .\Invoke-ExoStep.ps1 -InputBase64 $base64
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $InputBase64
)

$secret = [Environment]::GetEnvironmentVariable('EXO_STEP_SECRET')
[Environment]::SetEnvironmentVariable('EXO_STEP_SECRET', $null)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$module = Import-Module -Name (Join-Path -Path $PSScriptRoot -ChildPath 'Exo.Runner.psd1') -Force -PassThru
$module.SessionState.PSVariable.Set('ExoSecret', $secret)
Invoke-ExoStep -InputBase64 $InputBase64
