# As Invoke-ExoStep.ps1, with the doubles of world.ps1 in the module.
param([string] $InputBase64)
$secret = [Environment]::GetEnvironmentVariable('EXO_STEP_SECRET')
[Environment]::SetEnvironmentVariable('EXO_STEP_SECRET', $null)
$folder = Join-Path -Path $PSScriptRoot -ChildPath '../../src/runners/module'
. (Join-Path -Path $PSScriptRoot -ChildPath 'world.ps1') -ModuleFolder $folder
$module.SessionState.PSVariable.Set('ExoSecret', $secret)
Set-Double 'Add-ExoStoreCertificate' {
    param($Thumbprint, $CertificateTag, $StoreLocation)
    $got = & $module { (Get-ExoSecretValue -Name 'pfx') + ' ' + (Get-ExoSecretValue -Name 'password') }
    $made = New-Certificate -With @{ Thumbprint = $Thumbprint }
    $made.PrivateKey.CspKeyContainerInfo.ProviderName = "$got, left in the environment: '$env:EXO_STEP_SECRET'"
    $global:World.Certificates = @($made)
}
Add-Case 'set up' @{ Certificates = @(New-Certificate) } { }
Invoke-ExoStep -InputBase64 $InputBase64
