function Test-ExoServer {
    <#
    .SYNOPSIS
        Looks at a MID server without changing it: what is ready, what to improve, what blocks.
    .PARAMETER CertificateTag
        Friendly name that marks the tenant's certificates.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER MinimumModuleVersion
        Version of ExchangeOnlineManagement below which nothing works.
    .PARAMETER RecommendedModuleVersion
        Version below which some things do not work.
    .PARAMETER Endpoint
        Hosts of the tenant's cloud that must be reached, the sign-in service first.
    .EXAMPLE
        Test-ExoServer -CertificateTag $tag -StoreLocation LocalMachine -MinimumModuleVersion 3.2.0 -RecommendedModuleVersion 3.10.1 -Endpoint login.microsoftonline.com
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $CertificateTag,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation,

        [Parameter(Mandatory)]
        [version] $MinimumModuleVersion,

        [Parameter(Mandatory)]
        [version] $RecommendedModuleVersion,

        [Parameter(Mandatory)]
        [string[]] $Endpoint
    )
    $fact = Get-ExoMachineFact
    $services = @(Get-ExoMidService)
    $module = Get-ExoModuleVersion -Name 'ExchangeOnlineManagement'
    $certificates = @(Find-ExoCertificate -CertificateTag $CertificateTag -StoreLocation $StoreLocation)
    $versions = @{ MinimumModuleVersion = $MinimumModuleVersion; RecommendedModuleVersion = $RecommendedModuleVersion }
    $findings = @(
        Get-ExoPowerShellFinding -Fact $fact -StoreLocation $StoreLocation
        Get-ExoPolicyFinding -Fact $fact
        Get-ExoModuleFinding @versions
        Get-ExoMidFinding -Service $services
        Get-ExoConnectFinding -Service $services @versions
        Get-ExoNetworkFinding -Endpoint $Endpoint
    )
    [pscustomobject] @{
        computerName          = $fact.ComputerName
        powerShellVersion     = [string] $fact.PowerShellVersion
        exchangeModuleVersion = $(if ($null -eq $module) { $null } else { [string] $module.Version })
        midServices           = $services
        certificates          = @($certificates | ForEach-Object { [string] $_.Thumbprint })
        findings              = $findings
    }
}
