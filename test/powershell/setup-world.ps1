# Runs one script of infra/windows with doubles of what only Windows has. They read and write the file world.json in
# -Folder, so that a later call finds what an earlier one left; call.json there says what to run.
param([string] $SetupFolder, [string] $Folder)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$module = Import-Module -Name (Join-Path (Join-Path $SetupFolder 'RunnerSetup') 'RunnerSetup.psd1') -PassThru
$call = [IO.File]::ReadAllText((Join-Path $Folder 'call.json')) | ConvertFrom-Json
$worldFile = Join-Path $Folder 'world.json'
$saved = [IO.File]::ReadAllText($worldFile) | ConvertFrom-Json
$global:World = @{ Administrator = $saved.Administrator; Owner = $saved.Owner; Stuck = $saved.Stuck; Services = @{}; Sddl = @{}; Calls = @() }
foreach ($kind in 'Services', 'Sddl') {
    foreach ($property in $saved.$kind.PSObject.Properties) { $global:World[$kind][$property.Name] = $property.Value }
}

function Set-Double([string] $Name, [scriptblock] $Body) {
    & $module { param($name, $body) Set-Item -Path "function:script:$name" -Value $body } $Name $Body
}

Set-Double 'Assert-Administrator' { if (-not $global:World.Administrator) { throw 'This needs an elevated PowerShell' } }
Set-Double 'Resolve-AccountSid' {
    param($Account)
    switch ($Account) {
        'LocalSystem' { 'S-1-5-18' }
        'CORP\svc-mid' { 'S-1-5-21-1-2-3-1001' }
        'CORP\mid$' { 'S-1-5-21-1-2-3-1002' }
        default { throw "Windows does not know the account $Account" }
    }
}
Set-Double 'Get-FolderSddl' {
    param($Path)
    if ($global:World.Sddl.ContainsKey($Path)) { $global:World.Sddl[$Path] } else { "O:$($global:World.Owner)D:AI(A;OICIID;FA;;;SY)(A;OICIID;0x1200a9;;;BU)" }
}
Set-Double 'Set-FolderSddl' { param($Path, $Sddl) $global:World.Sddl[$Path] = $Sddl; $global:World.Calls += "rights of $(Split-Path $Path -Leaf)" }
Set-Double 'Clear-DownloadMark' { param($Path) $global:World.Calls += "unblock $(Split-Path $Path -Leaf)" }
Set-Double 'Get-RunnerService' { param($Name) $global:World.Services[$Name] }
Set-Double 'Stop-RunnerService' { param($Name) if ($Name -eq $global:World.Stuck) { throw "$Name does not stop" }; $global:World.Services[$Name].State = 'Stopped'; $global:World.Calls += "stop $Name" }
Set-Double 'Start-Service' { param($Name) $global:World.Services[$Name].State = 'Running'; $global:World.Calls += "start $Name" }
Set-Double 'Invoke-ServiceHost' {
    param($Path, $Command)
    $name = [IO.Path]::GetFileNameWithoutExtension($Path)
    if (-not (Test-Path -LiteralPath ($Path -replace 'exe$', 'xml'))) { throw 'WinSW finds no definition' }
    if ($Command -eq 'install') { $global:World.Services[$name] = [pscustomobject] @{ StartName = 'LocalSystem'; State = 'Stopped' } }
    else { $global:World.Services.Remove($name) }
    $global:World.Calls += "$Command $name"
}
Set-Double 'Set-ServiceAccount' {
    param($Name, $Account, $Credential)
    $global:World.Services[$Name].StartName = $Account
    $global:World.Calls += "account of $Name is $Account$(if ($Credential) { ' with a password' })"
}

# The scripts import the module again (-Force), which would put the real functions back.
function global:Import-Module { [CmdletBinding()] param($Name, [switch] $Force) $null = $Name, $Force }
$arguments = @{}
foreach ($property in $call.arguments.PSObject.Properties) { $arguments[$property.Name] = $property.Value }
if ($arguments.ContainsKey('ConnectCredential')) {
    $secret = New-Object -TypeName Security.SecureString
    foreach ($letter in $arguments['ConnectCredential'].ToCharArray()) { $secret.AppendChar($letter) }
    $arguments['ConnectCredential'] = New-Object -TypeName pscredential -ArgumentList $arguments['ConnectAccount'], $secret
}
$said = New-Object -TypeName Collections.Generic.List[string]
if ($call.location) { Set-Location -LiteralPath $call.location }
try { & (Join-Path $SetupFolder $call.script) @arguments | ForEach-Object { $said.Add([string] $_) }; $result = @{ ok = $true } }
catch { $result = @{ ok = $false; message = [string] $_.Exception.Message } }
$result['output'] = @($said)
$result['calls'] = @($global:World.Calls)
[IO.File]::WriteAllText($worldFile, (ConvertTo-Json -InputObject $global:World -Depth 4))
[Console]::Out.WriteLine((ConvertTo-Json -InputObject $result -Depth 4 -Compress))
