<#
.SYNOPSIS
    Installs a real bundle on this Windows, starts its services, and removes everything again. For the workflow: it needs
    an elevated Windows PowerShell 5.1 and a server that may be changed.
.DESCRIPTION
    In WinSW's place stands service-host.cs. Without enrolment a runner has no keys, so a started service ends by itself
    with the sentence that says so: that it can say it shows that account, folders, Node and definition fit together.
.PARAMETER Bundle
    Folder made by "npm run bundle:runner".
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)]
    [string] $Bundle
)
Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'

function Assert([string] $What, [bool] $Holds) {
    if (-not $Holds) { throw "not so: $What" }
    "ok: $What"
}

$programs = Join-Path $env:ProgramFiles 'exo-runner'
$data = Join-Path $env:ProgramData 'exo-runner'
$work = Join-Path ([IO.Path]::GetTempPath()) 'exo [1]'
$null = New-Item -ItemType Directory -Path $work -Force
$hostFile = Join-Path $work 'service-host.exe'
$source = [IO.File]::ReadAllText((Join-Path $PSScriptRoot 'service-host.cs'))
Add-Type -TypeDefinition $source -OutputAssembly $hostFile -OutputType ConsoleApplication -ReferencedAssemblies 'System.ServiceProcess', 'System.Xml'
$ca = Join-Path $work 'ca.pem'
[IO.File]::WriteAllText($ca, "-----BEGIN CERTIFICATE-----`n-----END CERTIFICATE-----`n")

$install = Join-Path $Bundle 'install'
$arguments = @{
    Server            = 'mid1'
    Sha256            = (Get-FileHash -LiteralPath (Join-Path $Bundle 'hashes.json')).Hash
    ServiceHost       = $hostFile
    ServiceHostSha256 = (Get-FileHash -LiteralPath $hostFile).Hash
    ConnectAccount    = 'NT AUTHORITY\NetworkService'
    RedisCa           = $ca
}
& (Join-Path $install 'Install-Runner.ps1') @arguments -WhatIf
Assert '-WhatIf installs nothing' (-not (Test-Path -LiteralPath $programs) -and -not (Test-Path -LiteralPath $data))

& (Join-Path $install 'Install-Runner.ps1') @arguments
$expected = @{
    'mid1-elevated' = @{ Account = 'LocalSystem'; Rule = '' }
    'mid1-connect'  = @{ Account = 'NT AUTHORITY\NetworkService'; Rule = '(A;OICI;0x1301bf;;;NS)' }
}
$sections = [Security.AccessControl.AccessControlSections] 'Owner, Access'
foreach ($runner in $expected.Keys) {
    $service = Get-CimInstance -ClassName Win32_Service -Filter "Name = 'exo-runner-$runner'"
    Assert "$runner runs as $($expected[$runner].Account)" ($service.StartName -eq $expected[$runner].Account)
    $sddl = [IO.Directory]::GetAccessControl((Join-Path $data $runner), $sections).GetSecurityDescriptorSddlForm($sections)
    Assert "the folder of $runner is its own: $sddl" ($sddl -eq "O:BAD:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)$($expected[$runner].Rule)")
    Assert "$runner has the CA of Redis" ([IO.File]::ReadAllText((Join-Path (Join-Path $data $runner) 'redis-ca.pem')) -eq [IO.File]::ReadAllText($ca))
}
$again = @(& (Join-Path $install 'Install-Runner.ps1') @arguments)
Assert "a second run changes nothing: $again" ($again.Count -eq 1 -and $again[0] -like 'Everything is in place*')

foreach ($runner in $expected.Keys) {
    Start-Service -Name "exo-runner-$runner"
    $log = Join-Path (Join-Path (Join-Path $data $runner) 'logs') "exo-runner-$runner.err.log"
    $deadline = (Get-Date).AddSeconds(60)
    $text = ''
    while ($text -notmatch 'Enrol this runner' -and (Get-Date) -lt $deadline) {
        Start-Sleep -Milliseconds 500
        if (Test-Path -LiteralPath $log) { $text = Get-Content -LiteralPath $log -Raw }
    }
    # ENOENT, not EPERM: the account may read its folder.
    Assert "$runner starts and says what it lacks: $text" ($text -match 'runner\.json.*ENOENT' -and $text -match 'Enrol this runner')
    Stop-Service -Name "exo-runner-$runner"
}

& (Join-Path $install 'Uninstall-Runner.ps1') -Server 'mid1' -RemoveKeys
Assert 'no service is left' (-not (Get-Service -Name 'exo-runner-*'))
Assert 'no folder is left' (-not (Test-Path -LiteralPath $programs) -and -not (Test-Path -LiteralPath $data))
Remove-Item -LiteralPath $work -Recurse -Force
