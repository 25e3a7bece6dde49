param([string] $ModuleFolder)
. (Join-Path -Path $PSScriptRoot -ChildPath 'world.ps1') -ModuleFolder $ModuleFolder

$test = @{ CertificateTag = 'tag'; StoreLocation = 'LocalMachine'; Days = 365; RenewBeforeDays = 30 }
$set = @{
    TenantId = '11111111-1111-4111-8111-111111111111'; CertificateTag = 'tag'; Subject = 'CN=x'; DnsName = 'x.example'
    Provider = $csp; StoreLocation = 'LocalMachine'; Days = 365; RenewBeforeDays = 30; Challenge = "exo-possession`ncontoso-1`ncreate-certificate`n1`ntenant"
}
$here = @{ Certificates = @(New-Certificate) }
Add-Case 'test: there' $here { Test-ExoCertificate @test }
Add-Case 'test: none' @{} { Test-ExoCertificate @test }
Add-Case 'test: of another tenant' @{ Certificates = @(New-Certificate @{ FriendlyName = 'TAG' }) } { Test-ExoCertificate @test }
Add-Case 'test: ends soon' @{ Certificates = @(New-Certificate @{ NotAfter = (Get-Date).AddDays(29) }) } { Test-ExoCertificate @test }
Add-Case 'test: cng' @{ Certificates = @(New-CngCertificate) } { Test-ExoCertificate @test }
Add-Case 'test: key lost' @{ Certificates = @(New-LockedCertificate '80090016') } { Test-ExoCertificate @test }
Add-Case 'test: key denied' @{ Certificates = @(New-LockedCertificate '80070005') } { Test-ExoCertificate @test }
Add-Case 'test: too long' @{ Certificates = @(New-Certificate) } { Test-ExoCertificate -CertificateTag tag -StoreLocation LocalMachine -Days 180 -RenewBeforeDays 30 }
Add-Case 'test: long, but attached' @{ Certificates = @(New-Certificate) } { Test-ExoCertificate -CertificateTag tag -StoreLocation LocalMachine -Days 180 -RenewBeforeDays 30 -Attached $thumbprint }
Add-Case 'test: to be replaced' $here { Test-ExoCertificate @test -Replaces $thumbprint }
Add-Case 'set: to be replaced' $here { Set-ExoCertificate @set -Replaces $thumbprint }
Add-Case 'set: replaced before' @{ Certificates = @((New-Certificate), (New-Certificate @{ Thumbprint = 'B' * 40 })) } { Set-ExoCertificate @set -Replaces $thumbprint }
$rsaKey = New-RealKey
Add-Case 'public key' @{} { @{ n = [Convert]::ToBase64String($rsaKey.ExportParameters($false).Modulus); e = [Convert]::ToBase64String($rsaKey.ExportParameters($false).Exponent) } }
$aes = New-Certificate
$aes.PrivateKey = New-RealKey | Add-Member -NotePropertyName CspKeyContainerInfo -NotePropertyValue ([pscustomobject] @{ ProviderName = 'AES'; ProviderType = 24; UniqueKeyContainerName = 'c'; Exportable = $true }) -PassThru
Add-Case 'set: provider that signs' @{ Certificates = @($aes) } { Set-ExoCertificate @set }
Add-Case 'set: other challenge' $here { $other = $set.Clone(); $other.Challenge = 'eyJhbGciOiJSUzI1NiJ9.e30'; Set-ExoCertificate @other }
Add-Case 'set: too long' $here { $short = $set.Clone(); $short.Days = 180; Set-ExoCertificate @short }
Add-Case 'set: key denied' @{ Certificates = @(New-LockedCertificate '80070005') } { Set-ExoCertificate @set }
Add-Case 'set: key lost' @{ Certificates = @(New-LockedCertificate '80090016') } { Set-ExoCertificate @set }
Add-Case 'set: key not understood' @{ Certificates = @(New-LockedCertificate '80090029') } { Set-ExoCertificate @set }
Add-Case 'set: made, then denied' @{ New = New-LockedCertificate '80070005' @{ Thumbprint = 'B' * 40 } } { Set-ExoCertificate @set }
Add-Case 'set: there' $here { Set-ExoCertificate @set }
Add-Case 'set: none' @{} { Set-ExoCertificate @set }
Add-Case 'set: ends soon' @{ Certificates = @(New-Certificate @{ NotAfter = (Get-Date).AddDays(29) }) } { Set-ExoCertificate @set }
Add-Case 'set: windows chose cng' @{ New = New-CngCertificate @{ Thumbprint = 'B' * 40 } } { Set-ExoCertificate @set }

$one = @{ Thumbprint = $thumbprint; StoreLocation = 'LocalMachine' }
Add-Case 'export' $here { Export-ExoCertificate @one }
Add-Case 'export: not there' @{} { Export-ExoCertificate @one }
Add-Case 'export: expired' @{ Certificates = @(New-Certificate @{ NotAfter = (Get-Date).AddDays(-1) }) } { Export-ExoCertificate @one }
$locked = New-Certificate
$locked.PrivateKey.CspKeyContainerInfo.Exportable = $false
Add-Case 'export: not exportable' @{ Certificates = @($locked) } { Export-ExoCertificate @one }

$import = $one + @{ CertificateTag = 'tag' }
$provider = @{ Provider = $csp }
$secret = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('{"pfx":"AQID","password":"cGFzcw=="}'))
function Set-Secret([AllowNull()] $Value) { $module.SessionState.PSVariable.Set('ExoSecret', $Value) }
Add-Case 'import test: there' $here { Test-ExoCertificateImport @import }
Add-Case 'import test: none' @{} { Test-ExoCertificateImport @import }
Add-Case 'import test: no key' @{ Certificates = @(New-Certificate @{ HasPrivateKey = $false }) } { Test-ExoCertificateImport @import }
Add-Case 'import: there' $here { Set-ExoCertificateImport @import @provider }
Add-Case 'import: without mark' @{ Certificates = @(New-Certificate @{ FriendlyName = '' }) } { Set-ExoCertificateImport @import @provider }
Add-Case 'import: no secret' @{} { Set-ExoCertificateImport @import @provider }
Set-Secret $secret
Add-Case 'import: none' @{ Imported = New-Certificate } { Set-ExoCertificateImport @import @provider }
Add-Case 'import: no key' @{ Certificates = @(New-Certificate @{ HasPrivateKey = $false }); Imported = New-Certificate } { Set-ExoCertificateImport @import @provider }
Add-Case 'import: key lost' @{ Certificates = @(New-LockedCertificate '80090016'); Imported = New-Certificate } { Set-ExoCertificateImport @import @provider }
Add-Case 'import: cng there' @{ Certificates = @(New-CngCertificate); Imported = New-Certificate } { Set-ExoCertificateImport @import @provider }
Add-Case 'import: denied' @{ Certificates = @(New-LockedCertificate '80070005'); Imported = New-Certificate } { Set-ExoCertificateImport @import @provider }
Add-Case 'import: lands in cng' @{ Imported = New-CngCertificate } { Set-ExoCertificateImport @import @provider }
Add-Case 'import: other csp' @{ Imported = New-Certificate } { Set-ExoCertificateImport @import -Provider 'another CSP' }
$erase = @{ Thumbprints = @($thumbprint, ('C' * 40)); StoreLocation = 'LocalMachine'; CertificateTag = 'tag' }
Add-Case 'erase' @{ Certificates = @((New-Certificate), (New-Certificate @{ Thumbprint = 'B' * 40 })) } { Remove-ExoCertificate @erase }
Add-Case 'erase: gone' @{ Certificates = @(New-Certificate @{ Thumbprint = 'B' * 40 }) } { Remove-ExoCertificate @erase }
Add-Case 'erase: without mark' @{ Certificates = @(New-Certificate @{ FriendlyName = 'TAG' }) } { Remove-ExoCertificate @erase }
Add-Case 'erase: one of them without mark' @{ Certificates = @((New-Certificate), (New-Certificate @{ Thumbprint = 'C' * 40; FriendlyName = '' })) } { Remove-ExoCertificate @erase }
Add-Case 'erase: nothing' $here { $none = $erase.Clone(); $none.Thumbprints = @(); Remove-ExoCertificate @none }
Add-Case 'erase: key lost' @{ Certificates = @(New-LockedCertificate '80090016') } { Remove-ExoCertificate @erase }
Add-Case 'erase: entry without a key' @{ Certificates = @(New-Certificate @{ HasPrivateKey = $false }) } { Remove-ExoCertificate @erase }
Add-Case 'erase: key denied' @{ Certificates = @(New-LockedCertificate '80070005') } { Remove-ExoCertificate @erase }
Add-Case 'erase: stays' @{ Certificates = @(New-Certificate); Sticks = $true } { Remove-ExoCertificate @erase }
Add-Case 'erase: no mark given' $here { $nameless = $erase.Clone(); $nameless.CertificateTag = ''; Remove-ExoCertificate @nameless }
Add-Case 'secret' @{} { & $module { Get-ExoSecretValue -Name 'password' } }
Set-Secret ([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('{"pfx":"AQID"}')))
Add-Case 'secret: incomplete' @{} { & $module { Get-ExoSecretValue -Name 'password' } }
Write-Result
