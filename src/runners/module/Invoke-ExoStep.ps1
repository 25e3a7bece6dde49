<#
.SYNOPSIS
    Runs one operation of the module Exo.Runner and prints one JSON document.
.DESCRIPTION
    Started by the runner with values in base64 only. The document stands on a line that begins with a mark and the
    correlation id of the request; whatever else is printed is noise. A secret comes in through standard input, and only
    after the script asked for it.
.PARAMETER CorrelationId
    Begins the lines that are for the runner.
.PARAMETER InputBase64
    JSON { schema, operation, correlationId, input, hasSecret } in UTF-8, as base64.
.EXAMPLE
    & .\Invoke-ExoStep.ps1 -CorrelationId $id -InputBase64 $base64
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $CorrelationId,

    [Parameter(Mandatory)]
    [string] $InputBase64
)

# Under application control even [Console] is forbidden, and the first call would end without a word to the runner.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    Write-Output -InputObject "##exo:${CorrelationId}:language-mode $($ExecutionContext.SessionState.LanguageMode)"
    return
}

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$name = Join-Path -Path $PSScriptRoot -ChildPath 'Exo.Runner.psd1'
Import-Module -Name ([System.Management.Automation.WildcardPattern]::Escape($name)) -Force
Invoke-ExoStep -InputBase64 $InputBase64
