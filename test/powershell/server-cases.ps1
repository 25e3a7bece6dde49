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
Add-ServerCase 'policy' @{ Facts = @{ ExecutionPolicies = @{ MachinePolicy = 'Restricted' } } }
Add-ServerCase 'signed scripts only' @{ Facts = @{ ExecutionPolicies = @{ MachinePolicy = 'AllSigned' } } }
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
$old = @{ name = 'exo-runner-mid1-connect'; account = 'CORP\svc-mid'; temp = '' }
Add-ServerCase 'gmsa profile, old definition' @{ Profile = 'C:\Users\gmsa$'; Runners = @($old) }
Add-ServerCase 'old definition' @{ Runners = @($old) }
Add-ServerCase 'runner of another account' @{ Profile = 'C:\Users\gmsa$'; Runners = @(@{ name = 'exo-runner-other-connect'; account = 'CORP\other'; temp = '' }) }
Add-ServerCase 'own module, ancient' @{ UserModule = [version] '2.0.5' }
Add-ServerCase 'own module, old' @{ UserModule = [version] '3.9.2' }
Add-ServerCase 'own module, good' @{ UserModule = [version] '3.10.1' }
Add-ServerCase 'unreachable' @{ Unreachable = @('ps.compliance.protection.outlook.com') }
Add-ServerCase 'clock unknown' @{ Skew = $null }
Add-ServerCase 'clock off' @{ Skew = -90 }
Add-ServerCase 'clock wrong' @{ Skew = 400 }
# The two functions that look, with a Windows of files.
$folder = Join-Path ([IO.Path]::GetTempPath()) "exo-server-$PID"
$modules = Join-Path $folder 'Documents\WindowsPowerShell\Modules\ExchangeOnlineManagement'
foreach ($version in '2.0.5', '3.10.1', '3.9.2', 'readme') { $null = New-Item -ItemType Directory -Path (Join-Path $modules $version) -Force }
$definition = Join-Path $folder 'exo-runner-mid1-connect'
[IO.File]::WriteAllText("$definition.xml", '<service><env name="TMP" value="no"/><env name="TEMP" value="C:\temp" /></service>')
function global:Get-CimInstance { param($ClassName, $Filter) [pscustomobject] @{ Name = 'exo-runner-mid1-connect'; StartName = 'CORP\mid$'; PathName = $global:PathName } }
$real = Import-Module -Name (Join-Path $ModuleFolder 'Exo.Runner.psd1') -Force -PassThru
$global:PathName = "`"$definition.exe`""
Add-Case 'look: quoted' @{} { & $real { Get-ExoRunnerService } }
$global:PathName = "$definition.exe --service"
Add-Case 'look: arguments' @{} { & $real { Get-ExoRunnerService } }
$global:PathName = "$definition-gone.exe"
Add-Case 'look: no definition' @{} { & $real { Get-ExoRunnerService } }
Add-Case 'look: own module' @{} { [string] (& $real { param($path) Get-ExoUserModule -ProfilePath $path -Name 'ExchangeOnlineManagement' } $folder) }
Add-Case 'look: no own module' @{} { [string] (& $real { param($path) Get-ExoUserModule -ProfilePath $path -Name 'Other' } $folder) }
Remove-Item -LiteralPath $folder -Recurse -Force
Write-Result
