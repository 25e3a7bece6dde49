<#
.SYNOPSIS
    Says whether an installed runner could do its work, one line for each thing that it needs.
.DESCRIPTION
    Runs the check of the version that the service runs, with the environment of the service. Changes nothing, and may run beside
    the service. Run it elevated. It runs as you, not as the account of the service: what only that account may or may not do is
    found by "@exo plan".
.PARAMETER Runner
    Name of the runner, e.g. mid1-elevated.
.PARAMETER ProgramRoot
    Folder for programs.
.OUTPUTS
    Lines that begin with ok, warning or stops. Ends with 1 when something stops the runner, else with 0.
.EXAMPLE
    .\Test-Runner.ps1 -Runner mid1-elevated
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [ValidatePattern('^[a-z0-9][a-z0-9-]{0,62}$')]
    [string] $Runner,

    [string] $ProgramRoot = (Join-Path $env:ProgramFiles 'exo-runner')
)
# Under application control the first call of .NET would stop this half-way.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw "Application control (AppLocker, WDAC) limits PowerShell to $($ExecutionContext.SessionState.LanguageMode) here. Allow the scripts of $PSScriptRoot in that policy, or make the bundle with signed scripts (npm run bundle:runner -- --sign), then start this again."
}
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

$service = "exo-runner-$Runner"
$definition = Join-Path (Join-Path (Join-Path $ProgramRoot 'services') $Runner) "$service.xml"
if (-not (Test-Path -LiteralPath $definition)) {
    throw "$Runner is not installed on this server: run Install-Runner.ps1 first."
}
$xml = [xml] [IO.File]::ReadAllText($definition)
$check = Join-Path $xml.service.workingdirectory 'src\runners\check.ts'
if (-not (Test-Path -LiteralPath $check)) {
    throw "The version that $service runs is older than this check: run Install-Runner.ps1 of the present bundle first."
}
$node = (Get-Command -Name $xml.service.executable -CommandType Application).Source
$before = @{}
$code = $null
try {
    foreach ($variable in @($xml.service.SelectNodes('env'))) {
        $name = $variable.GetAttribute('name')
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $variable.GetAttribute('value'))
    }
    # In a remote session a line on standard error would otherwise end this before the check has said why.
    $ErrorActionPreference = 'Continue'
    & $node $check
    $code = $LASTEXITCODE
} finally {
    foreach ($name in $before.Keys) { [Environment]::SetEnvironmentVariable($name, $before[$name]) }
}
exit $code
