# A small Windows for tests: doubles of everything in the module that only Windows, the network or Exchange has. They read
# and write $global:World, which every case sets up again. Dot-source it, then call Add-Case.
param([string] $ModuleFolder)

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
$env:ProgramData = '/ProgramData'
$module = Import-Module -Name (Join-Path -Path $ModuleFolder -ChildPath 'Exo.Runner.psd1') -Force -PassThru
$cases = [ordered] @{}
$csp = 'Microsoft Strong Cryptographic Provider'
$thumbprint = 'A' * 40

function Set-Double([string] $Name, [scriptblock] $Body) {
    & $module { param($name, $body) Set-Item -Path "function:script:$name" -Value $body } $Name $Body
}

function New-Certificate([hashtable] $With = @{}) {
    $certificate = [pscustomobject] @{
        Thumbprint    = $thumbprint
        FriendlyName  = 'tag'
        HasPrivateKey = $true
        NotBefore     = (Get-Date).AddDays(-1)
        NotAfter      = (Get-Date).AddDays(300)
        RawData       = [byte[]] @(1, 2, 3)
        PrivateKey    = [pscustomobject] @{
            CspKeyContainerInfo = [pscustomobject] @{
                ProviderName = $csp; UniqueKeyContainerName = 'container'; Exportable = $true
                ProviderType = 1; KeyContainerName = 'te-x'; KeyNumber = 1; MachineKeyStore = $true; HardwareDevice = $false
            }
        }
        KeyError      = $null
        SignatureAlgorithm = [pscustomobject] @{ FriendlyName = 'sha256RSA' }
    }
    foreach ($name in $With.Keys) { $certificate.$name = $With[$name] }
    $certificate | Add-Member -MemberType ScriptMethod -Name Export -Value { param($type, $phrase) [Text.Encoding]::UTF8.GetBytes("$type $phrase") }
    $certificate
}

# A key that Windows does not open, with the code that it gives for that: .NET Framework does so for a key of a CNG provider.
function New-LockedCertificate([string] $Code, [hashtable] $With = @{}) { New-Certificate -With ($With + @{ KeyError = $Code }) }
function New-CngCertificate([hashtable] $With = @{}) { New-LockedCertificate '80090014' $With }

$rsa = [System.Security.Cryptography.RSA]::Create(2048)
$global:RsaParameters = $rsa.ExportParameters($true)
function New-RealKey {
    $key = [System.Security.Cryptography.RSA]::Create()
    $key.ImportParameters($global:RsaParameters)
    $key
}

function Add-Case([string] $Name, [hashtable] $With, [scriptblock] $Body) {
    $global:World = @{
        Certificates = @(); New = @{}; Imported = $null; Calls = @(); Sids = @{ 'CORP\svc-mid' = 'S-1-5-21-1' }; Files = @('container')
        Rules = @(@{ Sid = 'S-1-5-18'; Mask = 0x1F01FF; IsAllowed = $true; Text = 'FullControl' }); RulesStick = $true
        Account = @{ Name = 'CORP\svc-mid'; Sid = 'S-1-5-21-1' }
        Facts = @{}; Services = @(@{ name = 'snc_mid'; account = 'CORP\svc-mid' }); Profile = 'C:\Users\svc-mid'; UserModule = $null
        Runners = @(@{ name = 'exo-runner-mid1-connect'; account = 'CORP\svc-mid'; temp = 'C:\ProgramData\exo-runner\mid1-connect\temp' })
        Modules = @{ ExchangeOnlineManagement = '3.10.1'; PowerShellGet = '2.2.5'; PackageManagement = '1.4.8' }
        Temp = 'C:\ProgramData\exo-runner\mid1-connect\temp\'; OneUser = $false; Prerelease = @(); Unreachable = @(); Skew = 0
        Sessions = @(); Session = @{}; ConnectError = $null; Principals = @(); NewError = $null; RemoveError = $null; NewShows = $true; Sticks = $false; SearchError = $null
    }
    foreach ($key in $With.Keys) { $global:World[$key] = $With[$key] }
    try {
        $output = & $Body 3>&1
        $warnings = @($output | Where-Object { $_ -is [System.Management.Automation.WarningRecord] } | ForEach-Object { [string] $_.Message })
        $values = @($output | Where-Object { $_ -isnot [System.Management.Automation.WarningRecord] })
        $result = @{ ok = $true; output = $(if ($values.Count -gt 0) { $values[0] } else { $null }); warnings = $warnings }
    }
    catch { $result = @{ ok = $false; code = ([string] $_.FullyQualifiedErrorId -replace '^Exo:([a-z0-9-]+).*', '$1'); message = [string] $_.Exception.Message; advice = $(if ($null -ne $_.ErrorDetails) { [string] $_.ErrorDetails.RecommendedAction } else { '' }) } }
    $result['calls'] = @($global:World.Calls)
    $cases[$Name] = $result
}

function Write-Result { [Console]::Out.WriteLine((ConvertTo-Json -InputObject $cases -Depth 12 -Compress)) }

# The certificate store and keys
Set-Double 'Open-ExoKey' {
    param($Certificate)
    if (-not $Certificate.KeyError) { return $Certificate.PrivateKey }
    # A text that no rule knows, as on a Windows in another language.
    $what = [Runtime.InteropServices.ExternalException]::new('Nix da.', [Convert]::ToInt32($Certificate.KeyError, 16))
    throw [System.Management.Automation.MethodInvocationException]::new('get_PrivateKey', $what)
}
Set-Double 'Open-ExoAesKey' {
    param($KeyContainer)
    $global:World.Calls += "open $($KeyContainer.KeyContainerName) as type 24"
    New-RealKey
}
Set-Double 'Get-ExoStoreCertificate' { param($StoreLocation) $global:World.Certificates }
Set-Double 'Remove-ExoStoreCertificate' {
    param($Thumbprint, $StoreLocation, [switch] $KeepKey)
    $global:World.Calls += "remove $Thumbprint$(if ($KeepKey) { ' without a key' })"
    if ($global:World.Sticks) { return }
    $global:World.Certificates = @($global:World.Certificates | Where-Object { $_.Thumbprint -ne $Thumbprint })
}
Set-Double 'Add-ExoStoreCertificate' {
    param($Thumbprint, $CertificateTag, $StoreLocation)
    $global:World.Calls += "import $Thumbprint"
    $global:World.Certificates += $global:World.Imported
}
function global:New-SelfSignedCertificate {
    [CmdletBinding()]
    param($Subject, $DnsName, $FriendlyName, $CertStoreLocation, $NotBefore, $NotAfter, $Provider, $KeySpec, $KeyAlgorithm, $KeyLength, $HashAlgorithm, $KeyExportPolicy)
    $global:World.Calls += "new $Subject $DnsName $CertStoreLocation $Provider $KeySpec $KeyAlgorithm $KeyLength $HashAlgorithm $KeyExportPolicy $(($NotAfter - $NotBefore).TotalDays)"
    $made = if ($global:World.New -is [hashtable]) {
        New-Certificate -With (@{ FriendlyName = $FriendlyName; NotBefore = $NotBefore; NotAfter = $NotAfter; Thumbprint = 'B' * 40 } + $global:World.New)
    }
    else { $global:World.New }
    $global:World.Certificates += $made
    $made
}
Set-Double 'Test-ExoFile' { param($Path) $global:World.Files -contains (Split-Path -Path $Path -Leaf) }
Set-Double 'Get-ExoKeyRule' { param($Path) foreach ($rule in $global:World.Rules) { [pscustomobject] $rule } }
Set-Double 'Add-ExoKeyRule' {
    param($Path, $Sid)
    $global:World.Calls += "grant $Sid"
    if ($global:World.RulesStick) { $global:World.Rules += @{ Sid = $Sid; Mask = 0x120089; IsAllowed = $true; Text = 'Read, Synchronize' } }
}
Set-Double 'Get-ExoTranslatedSid' {
    param($Account)
    if (-not $global:World.Sids.ContainsKey($Account)) { throw 'Some or all identity references could not be translated.' }
    $global:World.Sids[$Account]
}
Set-Double 'Get-ExoSidName' { param($Sid) "name of $Sid" }
Set-Double 'Get-ExoCurrentAccount' { [pscustomobject] $global:World.Account }

Set-Double 'Get-ExoTempPath' { $global:World.Temp }

# The server
Set-Double 'Get-ExoMachineFact' {
    $fact = @{
        ComputerName = 'MID1'; PowerShellVersion = [version] '5.1.20348.1'; Is64Bit = $true; IsElevated = $true
        FrameworkRelease = 528040; LanguageMode = 'FullLanguage'; ExecutionPolicies = @{ LocalMachine = 'Restricted' }
        TlsProtocols = 'SystemDefault'; TempPath = 'C:\Windows\Temp\'
    }
    foreach ($key in $global:World.Facts.Keys) { $fact[$key] = $global:World.Facts[$key] }
    [pscustomobject] $fact
}
Set-Double 'Get-ExoMidService' { foreach ($service in $global:World.Services) { [pscustomobject] $service } }
Set-Double 'Get-ExoProfilePath' { param($Sid) $global:World.Profile }
Set-Double 'Get-ExoRunnerService' { foreach ($runner in $global:World.Runners) { [pscustomobject] $runner } }
Set-Double 'Get-ExoUserModule' { param($ProfilePath, $Name) $global:World.UserModule }
Set-Double 'Test-ExoEndpoint' { param($HostName) $global:World.Unreachable -notcontains $HostName }
Set-Double 'Get-ExoClockSkew' { param($HostName) $global:World.Skew }
Set-Double 'Get-ExoModuleVersion' {
    param($Name)
    if (-not $global:World.Modules.ContainsKey($Name)) { return }
    [pscustomobject] @{ Version = [version] $global:World.Modules[$Name]; IsForAllUsers = -not $global:World.OneUser; IsPrerelease = $global:World.Prerelease -contains $Name }
}

# Exchange
function global:Connect-IPPSSession {
    [CmdletBinding()]
    param($AppId, $CertificateThumbprint, $Organization, $ConnectionUri, $AzureADAuthorizationEndpointUri, $EXOModuleBasePath, [switch] $EnableSearchOnlySession)
    $global:World.Calls += "connect $AppId $CertificateThumbprint $Organization $ConnectionUri $AzureADAuthorizationEndpointUri search=$EnableSearchOnlySession"
    if ($global:World.ConnectError) { throw $global:World.ConnectError }
    $session = @{ TenantID = 'tenant'; State = 'Connected'; TokenStatus = 'Active'; IsEopSession = $true }
    foreach ($key in $global:World.Session.Keys) { $session[$key] = $global:World.Session[$key] }
    $global:World.Sessions = @([pscustomobject] $session)
}
function global:Get-ConnectionInformation { $global:World.Sessions }
function global:Disconnect-ExchangeOnline { [CmdletBinding(SupportsShouldProcess)] param() $global:World.Calls += 'disconnect' }
function global:Get-ServicePrincipal {
    [CmdletBinding()]
    param($Identity)
    if ($Identity) { throw 'Get-ServicePrincipal -Identity answers an unknown identity with everything.' }
    foreach ($principal in $global:World.Principals) { [pscustomobject] $principal }
}
function global:New-ServicePrincipal {
    [CmdletBinding()]
    param($AppId, $ObjectId, $DisplayName)
    $global:World.Calls += "new-service-principal $AppId $ObjectId $DisplayName"
    if ($global:World.NewShows) { $global:World.Principals += @{ AppId = $AppId; ObjectId = $ObjectId; DisplayName = $DisplayName } }
    if ($global:World.NewError) { throw $global:World.NewError }
}
function global:Remove-ServicePrincipal {
    [CmdletBinding(SupportsShouldProcess)]
    param($Identity)
    $global:World.Calls += "remove-service-principal $Identity confirm=$($PSBoundParameters['Confirm'])"
    if ($global:World.RemoveError) { throw $global:World.RemoveError }
}
function global:Get-RetentionCompliancePolicy { [CmdletBinding()] param() $global:World.Calls += 'read' }
function global:Get-ComplianceSearch { [CmdletBinding()] param() if ($global:World.SearchError) { throw $global:World.SearchError } }
