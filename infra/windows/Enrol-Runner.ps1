<#
.SYNOPSIS
    Makes the keys of one installed runner and asks for its acceptance.
.DESCRIPTION
    Asks for the address of Redis and for the token from "@exo runner add", neither of which is shown or stands on a
    command line. Run it elevated, after Install-Runner.ps1, once for each runner.
.PARAMETER Runner
    Name of the runner, e.g. mid1-elevated.
.PARAMETER RedisCa
    PEM file of a private CA that signed the certificate of Redis, unless Install-Runner.ps1 was given it.
.PARAMETER ProgramRoot
    Folder for programs.
.PARAMETER DataRoot
    Folder for keys and logs.
.OUTPUTS
    What the enrolment says. Ends with its exit code: 65 no token, 67 wrong user or password of Redis, 69 Redis cannot be
    reached, 73 the folder cannot be written, 76 the certificate of Redis is not trusted, 77 the user of another runner,
    78 the runner has keys already or the address is none. Then nothing was changed.
.EXAMPLE
    .\Enrol-Runner.ps1 -Runner mid1-elevated
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [ValidatePattern('^[a-z0-9][a-z0-9-]{0,62}$')]
    [string] $Runner,

    [string] $RedisCa,

    [string] $ProgramRoot = (Join-Path $env:ProgramFiles 'exo-runner'),

    [string] $DataRoot = (Join-Path $env:ProgramData 'exo-runner')
)
# Under application control the first call of .NET would stop this half-way.
if ($ExecutionContext.SessionState.LanguageMode -ne 'FullLanguage') {
    throw "Application control (AppLocker, WDAC) limits PowerShell to $($ExecutionContext.SessionState.LanguageMode) here. Allow the scripts of $PSScriptRoot in that policy, or make the bundle with signed scripts (npm run bundle:runner -- --sign), then start this again."
}
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Read-Hidden([string] $Prompt) {
    $secure = Read-Host -Prompt $Prompt -AsSecureString
    (New-Object -TypeName Net.NetworkCredential -ArgumentList '', $secure).Password
}

# Two tokens come together, and each belongs to one folder.
function Get-TokenRunner([string] $Token) {
    $text = $Token.Trim().Replace('-', '+').Replace('_', '/')
    $bytes = [Convert]::FromBase64String($text.PadRight($text.Length + (4 - $text.Length % 4) % 4, '='))
    ([Text.Encoding]::UTF8.GetString($bytes) | ConvertFrom-Json).id
}

$runnerHome = Join-Path $DataRoot $Runner
$service = "exo-runner-$Runner"
$definition = Join-Path (Join-Path (Join-Path $ProgramRoot 'services') $Runner) "$service.xml"
if (-not (Test-Path -LiteralPath $definition) -or -not (Test-Path -LiteralPath $runnerHome)) {
    throw "$Runner is not installed on this server: run Install-Runner.ps1 first."
}
if ($RedisCa) {
    # .NET does not know the folder that PowerShell is in.
    $pem = [IO.File]::ReadAllText((Convert-Path -LiteralPath $RedisCa))
    if ($pem -notmatch '-----BEGIN CERTIFICATE-----') {
        throw "$RedisCa holds no certificate in PEM. Export the CA as Base-64 (.CER) and try again."
    }
}
$token = Read-Hidden -Prompt "Token from ""@exo runner add"" for $Runner (paste with a right click; Ctrl+V does not work here)"
try {
    $named = Get-TokenRunner -Token $token
} catch {
    throw 'That is not a token: copy the whole line from the chat.'
}
if ($named -ne $Runner) {
    throw "This token is for $named, not for $Runner."
}
$address = Join-Path $runnerHome 'redis-url.txt'
$asked = -not (Test-Path -LiteralPath $address)
$ca = Join-Path $runnerHome 'redis-ca.pem'
$formerCa = if (Test-Path -LiteralPath $ca) { [IO.File]::ReadAllText($ca) }
# The version that the service runs.
$xml = [xml] [IO.File]::ReadAllText($definition)
$enrol = Join-Path $xml.service.workingdirectory 'src\runners\enrol.ts'
$usual = $env:NODE_EXTRA_CA_CERTS
$code = $null
try {
    if ($asked) {
        $url = Read-Hidden -Prompt 'Address of Redis, rediss://user:password@host:port (paste with a right click; Ctrl+V does not work here)'
        [IO.File]::WriteAllText($address, $url.Trim())
    }
    if ($RedisCa) { [IO.File]::WriteAllText($ca, $pem) }
    $env:EXO_RUNNER_HOME = $runnerHome
    $env:REDIS_URL_FILE = $address
    if (Test-Path -LiteralPath $ca) { $env:NODE_EXTRA_CA_CERTS = $ca }
    $token | & $xml.service.executable $enrol
    $code = $LASTEXITCODE
} finally {
    foreach ($name in 'EXO_RUNNER_HOME', 'REDIS_URL_FILE') { Remove-Item -LiteralPath "Env:$name" -ErrorAction Ignore }
    $env:NODE_EXTRA_CA_CERTS = $usual
    if ($code -ne 0) {
        # Nothing half done: no password in a file, no other CA than before.
        if ($asked -and (Test-Path -LiteralPath $address)) { Remove-Item -LiteralPath $address -Force }
        if ($null -ne $formerCa) { [IO.File]::WriteAllText($ca, $formerCa) }
        elseif (Test-Path -LiteralPath $ca) { Remove-Item -LiteralPath $ca -Force }
    }
}
if ($code -ne 0) {
    $known = if (-not $asked) { " It used the address of Redis in $address; remove that file to be asked for another one." }
    Write-Error -Message "$Runner was not enrolled (exit code $code, see above), and nothing was changed.$known" -ErrorAction Continue
    exit $code
}
"Start it when you like: Start-Service $service"
