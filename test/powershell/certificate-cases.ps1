param([string] $ModuleFolder)
. (Join-Path -Path $PSScriptRoot -ChildPath 'world.ps1') -ModuleFolder $ModuleFolder

$test = @{ CertificateTag = 'tag'; StoreLocation = 'LocalMachine'; RenewBeforeDays = 30 }
$set = @{
    TenantId = '11111111-1111-4111-8111-111111111111'; CertificateTag = 'tag'; Subject = 'CN=x'; DnsName = 'x.example'
    Provider = $csp; StoreLocation = 'LocalMachine'; Days = 365; RenewBeforeDays = 30
}
$here = @{ Certificates = @(New-Certificate) }
Add-Case 'test: there' $here { Test-ExoCertificate @test }
Add-Case 'test: none' @{} { Test-ExoCertificate @test }
Add-Case 'test: of another tenant' @{ Certificates = @(New-Certificate @{ FriendlyName = 'TAG' }) } { Test-ExoCertificate @test }
Add-Case 'test: ends soon' @{ Certificates = @(New-Certificate @{ NotAfter = (Get-Date).AddDays(29) }) } { Test-ExoCertificate @test }
Add-Case 'test: cng' @{ Certificates = @(New-CngCertificate) } { Test-ExoCertificate @test }
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
Add-Case 'import: lands in cng' @{ Imported = New-CngCertificate } { Set-ExoCertificateImport @import @provider }
Add-Case 'import: other csp' @{ Imported = New-Certificate } { Set-ExoCertificateImport @import -Provider 'another CSP' }
Add-Case 'secret' @{} { & $module { Get-ExoSecretValue -Name 'password' } }
Set-Secret ([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('{"pfx":"AQID"}')))
Add-Case 'secret: incomplete' @{} { & $module { Get-ExoSecretValue -Name 'password' } }
Write-Result
