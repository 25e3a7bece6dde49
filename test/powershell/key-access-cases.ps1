param([string] $ModuleFolder)
. (Join-Path -Path $PSScriptRoot -ChildPath 'world.ps1') -ModuleFolder $ModuleFolder

$wanted = @{ Thumbprint = $thumbprint; StoreLocation = 'LocalMachine'; Account = 'CORP\svc-mid' }
$here = @{ Certificates = @(New-Certificate) }
$system = @{ Sid = 'S-1-5-18'; Mask = 0x1F01FF; IsAllowed = $true; Text = 'FullControl' }
$read = @{ Sid = 'S-1-5-21-1'; Mask = 0x120089; IsAllowed = $true; Text = 'Read, Synchronize' }
$deny = @{ Sid = 'S-1-5-21-1'; Mask = 1; IsAllowed = $false; Text = 'ReadData' }
Add-Case 'test: no right' $here { Test-ExoKeyAccess @wanted }
Add-Case 'test: right' ($here + @{ Rules = @($system, $read) }) { Test-ExoKeyAccess @wanted }
Add-Case 'test: denied' ($here + @{ Rules = @($read, $deny) }) { Test-ExoKeyAccess @wanted }
Add-Case 'set: no right' $here { Set-ExoKeyAccess @wanted }
Add-Case 'set: right' ($here + @{ Rules = @($system, $read) }) { Set-ExoKeyAccess @wanted }
Add-Case 'set: denied' ($here + @{ Rules = @($system, $deny) }) { Set-ExoKeyAccess @wanted }
Add-Case 'set: does not stick' ($here + @{ RulesStick = $false }) { Set-ExoKeyAccess @wanted }
Add-Case 'set: LocalSystem' $here { Set-ExoKeyAccess -Thumbprint $thumbprint -StoreLocation LocalMachine -Account 'LocalSystem' }
Add-Case 'set: unknown account' $here { Set-ExoKeyAccess -Thumbprint $thumbprint -StoreLocation LocalMachine -Account 'CORP\nobody' }
Add-Case 'set: no certificate' @{} { Set-ExoKeyAccess @wanted }
Add-Case 'set: no key file' ($here + @{ Files = @() }) { Set-ExoKeyAccess @wanted }
Add-Case 'set: cng' @{ Certificates = @(New-CngCertificate) } { Set-ExoKeyAccess @wanted }
$own = @{ Thumbprint = $thumbprint; StoreLocation = 'CurrentUser'; Account = 'CORP\svc-mid' }
Add-Case 'own store' $here { Set-ExoKeyAccess @own }
Add-Case 'own store: of somebody else' ($here + @{ Account = @{ Name = 'CORP\admin'; Sid = 'S-1-5-21-2' } }) { Set-ExoKeyAccess @own }
$names = @('LocalSystem', 'NT AUTHORITY\NetworkService', 'NT AUTHORITY\LOCAL SERVICE', 'S-1-5-21-9', 'NT SERVICE\snc_mid', 'CORP\gmsa-mid$', '.\local')
$sids = @{ Sids = @{ 'NT SERVICE\snc_mid' = 'S-1-5-80-1'; 'CORP\gmsa-mid$' = 'S-1-5-21-3'; "$([Environment]::MachineName)\local" = 'S-1-5-21-4' } }
Add-Case 'accounts' $sids { ($names | ForEach-Object { & $module { param($n) Resolve-ExoAccount -Account $n } $_ }) -join ' ' }
Add-Case 'masks' @{} { (@(0x20089, 0x120089, 0x1F01FF, 0x10000000, -2147483648, 0x1, 0x20000) | ForEach-Object { & $module { param($m) Test-ExoReadMask -Mask $m } $_ }) -join ' ' }
$ours = @{ FriendlyName = 'exo-cba fabrikam 7c1d' }
$look = @{ TagPrefix = 'exo-cba '; StoreLocation = 'LocalMachine' }
$both = @{ Certificates = @((New-Certificate -With $ours), (New-Certificate), (New-Certificate -With ($ours + @{ HasPrivateKey = $false }))); Rules = @($system, $read) }
Add-Case 'report' $both { Get-ExoServerReport @look }
Add-Case 'report: denied' @{ Certificates = @(New-Certificate -With $ours); Rules = @($system, $read, $deny) } { Get-ExoServerReport @look }
Add-Case 'report: no key file' @{ Certificates = @(New-Certificate -With $ours); Files = @() } { Get-ExoServerReport @look }
Add-Case 'report: locked key' @{ Certificates = @(New-LockedCertificate '80070005' $ours) } { Get-ExoServerReport @look }
Add-Case 'report: own store' @{ Certificates = @(New-Certificate -With $ours) } { Get-ExoServerReport -TagPrefix 'exo-cba ' -StoreLocation CurrentUser }
Add-Case 'report: nothing' @{ Modules = @{} } { Get-ExoServerReport @look }
Write-Result
