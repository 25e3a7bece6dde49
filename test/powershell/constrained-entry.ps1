# Invoke-ExoStep.ps1 as under application control (AppLocker, WDAC).
param([string] $CorrelationId, [string] $InputBase64)
$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
& "$PSScriptRoot/../../src/runners/module/Invoke-ExoStep.ps1" -CorrelationId $CorrelationId -InputBase64 $InputBase64
