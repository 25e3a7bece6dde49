# Runs Enrol-Runner.ps1 with the answers of answers.json in -Folder instead of a person at the keyboard.
param([string] $SetupFolder, [string] $Folder)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$global:Answers = [IO.File]::ReadAllText((Join-Path $Folder 'answers.json')) | ConvertFrom-Json
$global:Asked = @()
$global:Prompts = @()
function global:Read-Host {
    param($Prompt, [switch] $AsSecureString)
    if (-not $AsSecureString) { throw 'a secret was asked for in clear' }
    $kind = if ($Prompt -like 'Token*') { 'token' } else { 'address' }
    $global:Asked += $kind
    $global:Prompts += $Prompt
    $secret = New-Object -TypeName Security.SecureString
    foreach ($letter in ([string] $global:Answers.$kind).ToCharArray()) { $secret.AppendChar($letter) }
    $secret
}
Set-Location -LiteralPath $Folder
$ours = @('EXO_RUNNER_HOME', 'REDIS_URL_FILE', 'NODE_EXTRA_CA_CERTS')
$before = @{}
foreach ($name in $ours) { $before[$name] = [Environment]::GetEnvironmentVariable($name) }
$arguments = @{ Runner = 'mid1-elevated'; ProgramRoot = (Join-Path $Folder 'programs'); DataRoot = (Join-Path $Folder 'data') }
if ($global:Answers.redisCa) { $arguments['RedisCa'] = $global:Answers.redisCa }
$global:LASTEXITCODE = 0
try {
    $output = @(& (Join-Path $SetupFolder 'Enrol-Runner.ps1') @arguments | ForEach-Object { [string] $_ })
    $result = @{ ok = $LASTEXITCODE -eq 0; code = $LASTEXITCODE; output = $output }
    if ($LASTEXITCODE -ne 0) { $result['message'] = [string] $Error[0].Exception.Message }
}
catch { $result = @{ ok = $false; message = [string] $_.Exception.Message } }
$result['asked'] = @($global:Asked)
$result['prompts'] = @($global:Prompts)
$result['left'] = @($ours | Where-Object { [Environment]::GetEnvironmentVariable($_) -ne $before[$_] })
[Console]::Out.WriteLine((ConvertTo-Json -InputObject $result -Compress))
