param([string] $ModuleFolder)
. (Join-Path -Path $PSScriptRoot -ChildPath 'world.ps1') -ModuleFolder $ModuleFolder

$asked = @{
    CertificateTag = 'tag'; StoreLocation = 'LocalMachine'; MinimumModuleVersion = '3.2.0'; RecommendedModuleVersion = '3.10.1'
    Endpoint = @('login.microsoftonline.com', 'ps.compliance.protection.outlook.com')
}
function Add-ServerCase([string] $Name, [hashtable] $With) { Add-Case $Name $With { Test-ExoServer @asked } }
Add-ServerCase 'good' @{ Certificates = @((New-Certificate), (New-Certificate @{ HasPrivateKey = $false; Thumbprint = 'C' * 40 })) }
Add-ServerCase 'powershell 7' @{ Facts = @{ PowerShellVersion = [version] '7.6.1' } }
Add-ServerCase '32 bit' @{ Facts = @{ Is64Bit = $false } }
Add-ServerCase 'not elevated' @{ Facts = @{ IsElevated = $false } }
Add-Case 'own store' @{ Facts = @{ IsElevated = $false } } {
    $own = $asked.Clone()
    $own.StoreLocation = 'CurrentUser'
    Test-ExoServer @own
}
Add-ServerCase 'old .NET' @{ Facts = @{ FrameworkRelease = 461807 } }
Add-ServerCase 'constrained' @{ Facts = @{ LanguageMode = 'ConstrainedLanguage' } }
Add-ServerCase 'policy' @{ Facts = @{ ExecutionPolicies = @{ MachinePolicy = 'AllSigned' } } }
Add-ServerCase 'old tls' @{ Facts = @{ TlsProtocols = 'Ssl3, Tls' } }
Add-ServerCase 'temp' @{ Facts = @{ TempPath = 'C:\Users\gmsa$\Temp\' } }
Add-ServerCase 'no module' @{ Modules = @{ PowerShellGet = '2.2.5'; PackageManagement = '1.4.8' } }
Add-ServerCase 'module too old' @{ Modules = @{ ExchangeOnlineManagement = '3.1.0'; PowerShellGet = '2.2.5'; PackageManagement = '1.4.8' } }
Add-ServerCase 'module old' @{ Modules = @{ ExchangeOnlineManagement = '3.9.2'; PowerShellGet = '2.2.5'; PackageManagement = '1.4.8' } }
Add-ServerCase 'module of one user' @{ OneUser = $true }
Add-ServerCase 'no PowerShellGet' @{ Modules = @{ ExchangeOnlineManagement = '3.10.1'; PackageManagement = '1.4.8' } }
Add-ServerCase 'preview' @{ Prerelease = @('PowerShellGet') }
Add-ServerCase 'no service' @{ Services = @() }
Add-ServerCase 'LocalSystem' @{ Services = @(@{ name = 'snc_mid'; account = 'LocalSystem' }) }
Add-ServerCase 'gmsa profile' @{ Profile = 'C:\Users\gmsa$' }
Add-ServerCase 'unreachable' @{ Unreachable = @('ps.compliance.protection.outlook.com') }
Add-ServerCase 'clock unknown' @{ Skew = $null }
Add-ServerCase 'clock off' @{ Skew = -90 }
Add-ServerCase 'clock wrong' @{ Skew = 400 }
Write-Result
