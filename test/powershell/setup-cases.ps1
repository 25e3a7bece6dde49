# Single functions of the installer, all cases in one PowerShell. -Folder holds a bundle and is for the test to write in.
param([string] $SetupFolder, [string] $Folder, [string] $Node)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$module = Import-Module -Name (Join-Path (Join-Path $SetupFolder 'RunnerSetup') 'RunnerSetup.psd1') -PassThru
$cases = [ordered] @{}
function Set-Double([string] $Name, [scriptblock] $Body) {
    & $module { param($name, $body) Set-Item -Path "function:script:$name" -Value $body } $Name $Body
}
function Remove-Double([string] $Name) { & $module { param($name) Remove-Item -Path "function:$name" } $Name }
function Add-Case([string] $Name, [scriptblock] $Body) {
    $global:Calls = @()
    try { $result = @{ ok = $true; output = @(& $module $Body | ForEach-Object { [string] $_ }) } }
    catch { $result = @{ ok = $false; message = [string] $_.Exception.Message } }
    $result['calls'] = @($global:Calls)
    $cases[$Name] = $result
}

Add-Case 'sddl: LocalService' { Get-HomeSddl -Sid 'S-1-5-19' }
Add-Case 'sddl: NetworkService' { Get-HomeSddl -Sid 'S-1-5-20' }
Add-Case 'sddl: order' { Test-SameSddl -Actual 'O:BAD:PAI(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;0x1301bf;;;NS)' -Wanted (Get-HomeSddl -Sid 'S-1-5-20') }
Add-Case 'accounts' { 'LocalSystem', 'NT AUTHORITY\NetworkService', 'nt authority\network service', 'NT AUTHORITY\LocalService' | ForEach-Object { Resolve-AccountSid -Account $_ } }
Add-Case 'account: virtual' { Resolve-AccountSid -Account 'NT SERVICE\snc_mid' }

Set-Double 'Get-SetupProcess' { [pscustomobject] $global:SetupProcess }
$global:SetupProcess = @{ IsAdministrator = $true; Is64Bit = $true }
Add-Case 'process: good' { Assert-Administrator }
$global:SetupProcess = @{ IsAdministrator = $true; Is64Bit = $false }
Add-Case 'process: 32 bit' { Assert-Administrator }
$global:SetupProcess = @{ IsAdministrator = $false; Is64Bit = $true }
Add-Case 'process: not elevated' { Assert-Administrator }

# In place of sc.exe: Node with managedaccount.js, which ends as the name of the service says.
$global:Node = $Node
Push-Location -LiteralPath $Folder
[IO.File]::WriteAllText((Join-Path $Folder 'managedaccount.js'), 'process.exit(process.argv[2] === "refused" ? 5 : 0)')
Set-Double 'Get-SystemProgram' { param($Name) $global:Calls += $Name; $global:Node }
Set-Double 'Get-RunnerService' { param($Name) [pscustomobject] @{ Name = $Name } }
Set-Double 'Invoke-CimMethod' { param($InputObject, $MethodName, $Arguments) $global:Calls += "$MethodName $($Arguments.StartName)"; [pscustomobject] @{ ReturnValue = $global:Answer } }
$global:Answer = 0
Add-Case 'managed: accepted' { Set-ServiceAccount -Name 'accepted' -Account 'CORP\mid$' }
Add-Case 'managed: refused' { Set-ServiceAccount -Name 'refused' -Account 'CORP\mid$' }
Add-Case 'account with a password' { Set-ServiceAccount -Name 'refused' -Account 'CORP\svc-mid' }
$global:Answer = 22
Add-Case 'account: not taken' { Set-ServiceAccount -Name 'accepted' -Account 'CORP\mid$' }
Pop-Location

# As on a volume with deduplication: a file with the attribute of a link, but no link.
$global:Bundle = Join-Path $Folder 'bundle'
$list = Join-Path $global:Bundle 'hashes.json'
$global:Sha256 = (Get-FileHash -LiteralPath $list -Algorithm SHA256).Hash
foreach ($kind in '', 'SymbolicLink') {
    $global:LinkType = $kind
    Set-Double 'Get-ChildItem' {
        param($LiteralPath, [switch] $Recurse, [switch] $Force)
        foreach ($item in Microsoft.PowerShell.Management\Get-ChildItem -LiteralPath $LiteralPath -Recurse:$Recurse -Force:$Force) {
            $isLink = $item.Name -eq 'package.json'
            [pscustomobject] @{
                FullName = $item.FullName; PSIsContainer = $item.PSIsContainer
                Attributes = $(if ($isLink) { [IO.FileAttributes] 'ReparsePoint, Archive' } else { $item.Attributes })
                LinkType = $(if ($isLink -and $global:LinkType) { $global:LinkType })
            }
        }
    }
    Add-Case "bundle: $kind" { Test-ExoBundle -Path $global:Bundle -Sha256 $global:Sha256 }
}
Remove-Double 'Get-ChildItem'

Set-Double 'Start-Sleep' { param($Seconds) $global:Calls += "wait $Seconds" }
Set-Double 'Remove-Item' {
    param($LiteralPath, [switch] $Recurse, [switch] $Force)
    $global:Calls += 'try'
    if (@($global:Calls -eq 'try').Count -le $global:Busy) { throw 'The process cannot access the file.' }
    Microsoft.PowerShell.Management\Remove-Item -LiteralPath $LiteralPath -Recurse:$Recurse -Force:$Force
}
$global:Busy = 2
Add-Case 'remove: busy for a moment' { Remove-Folder -Path $global:Bundle }
$null = New-Item -ItemType Directory -Path $global:Bundle
$global:Busy = 99
Add-Case 'remove: busy for good' { Remove-Folder -Path $global:Bundle }
[Console]::Out.WriteLine((ConvertTo-Json -InputObject $cases -Depth 4 -Compress))
