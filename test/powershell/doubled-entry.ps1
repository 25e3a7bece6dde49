# As Invoke-ExoStep.ps1, with the doubles of world.ps1 in the module.
param([string] $CorrelationId, [string] $InputBase64)
$null = $CorrelationId
$folder = Join-Path -Path $PSScriptRoot -ChildPath '../../src/runners/module'
. (Join-Path -Path $PSScriptRoot -ChildPath 'world.ps1') -ModuleFolder $folder
Set-Double 'Add-ExoStoreCertificate' {
    param($Thumbprint, $CertificateTag, $StoreLocation)
    $got = & $module { (Get-ExoSecretValue -Name 'pfx') + ' ' + (Get-ExoSecretValue -Name 'password') }
    $made = New-Certificate -With @{ Thumbprint = $Thumbprint }
    $environment = [Environment]::GetEnvironmentVariables().Values -join ' '
    $arguments = [Environment]::GetCommandLineArgs() -join ' '
    $coded = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('{"pfx":"UEZY"')).Substring(0, 12)
    $seen = @($environment, $arguments) | Where-Object { $_.Contains('aHVudGVyMg') -or $_.Contains($coded) }
    $made.PrivateKey.CspKeyContainerInfo.ProviderName = "$got, seen outside: $(@($seen).Count)"
    $global:World.Certificates = @($made)
}
Add-Case 'set up' @{ Certificates = @(New-Certificate) } { }
Invoke-ExoStep -InputBase64 $InputBase64
