# Starts the scripts of the installer as a person does, in a window that an earlier version was used in, and under
# application control. -SetupFolder is a copy that may be changed.
param([string] $SetupFolder)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
function Start-Setup([string] $Script, [hashtable] $With) {
    try { & (Join-Path $SetupFolder $Script) @With | Out-Null; '' } catch { [string] $_.Exception.Message }
}
$install = @{ Server = 'mid1'; Sha256 = '0' * 64; ServiceHost = 'WinSW-x64.exe'; ServiceHostSha256 = '0' * 64 }
$roots = @{ ProgramRoot = (Join-Path $SetupFolder 'programs'); DataRoot = (Join-Path $SetupFolder 'data') }
$said = [ordered] @{}

$module = Join-Path (Join-Path $SetupFolder 'RunnerSetup') 'RunnerSetup.psd1'
Import-Module -Name ([System.Management.Automation.WildcardPattern]::Escape($module))
$file = Join-Path (Join-Path (Join-Path $SetupFolder 'RunnerSetup') 'Private') 'Assert-Administrator.ps1'
[IO.File]::WriteAllText($file, "function Assert-Administrator { throw 'the newer one' }")
$said['install'] = Start-Setup 'Install-Runner.ps1' ($install + $roots)
$said['uninstall'] = Start-Setup 'Uninstall-Runner.ps1' (@{ Server = 'mid1' } + $roots)

# Not in a function: one that was made before keeps its full language.
$ExecutionContext.SessionState.LanguageMode = 'ConstrainedLanguage'
foreach ($script in 'Install', 'Uninstall', 'Enrol') {
    $with = if ($script -eq 'Install') { $install } elseif ($script -eq 'Enrol') { @{ Runner = 'mid1-elevated' } } else { @{ Server = 'mid1' } }
    try { & (Join-Path $SetupFolder "$script-Runner.ps1") @with @roots | Out-Null; $message = '' } catch { $message = [string] $_.Exception.Message }
    $said["$($script), constrained"] = $message
}
ConvertTo-Json -InputObject $said -Compress
