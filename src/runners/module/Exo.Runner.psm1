Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

# Secret of the running step, as it came in through standard input: never a parameter, because
# PowerShell's module logging writes parameters of commands to the event log.
$script:ExoSecret = $null
# Identifies this process's lines on standard output.
$script:ExoCorrelationId = $null

foreach ($folder in @('Private', 'Public')) {
    foreach ($file in Get-ChildItem -LiteralPath (Join-Path -Path $PSScriptRoot -ChildPath $folder) -Filter '*.ps1' -Recurse) {
        . $file.FullName
    }
}
