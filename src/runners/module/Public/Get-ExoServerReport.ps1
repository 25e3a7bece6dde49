function Get-ExoServerReport {
    <#
    .SYNOPSIS
        What a MID server holds for all tenants: its Exchange module, exo's certificates and who may read their keys.
    .DESCRIPTION
        Read only, and of a key nothing but its access rules. A certificate without its private key is none.
    .PARAMETER TagPrefix
        How the friendly names of exo's certificates begin.
    .PARAMETER StoreLocation
        Stores to look in: LocalMachine, CurrentUser.
    .EXAMPLE
        Get-ExoServerReport -TagPrefix 'exo-cba ' -StoreLocation LocalMachine
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $TagPrefix,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string[]] $StoreLocation
    )
    $module = Get-ExoModuleVersion -Name 'ExchangeOnlineManagement'
    $certificates = foreach ($store in $StoreLocation) {
        foreach ($certificate in @(Get-ExoStoreCertificate -StoreLocation $store)) {
            $isOurs = ([string] $certificate.FriendlyName).StartsWith($TagPrefix, [StringComparison]::Ordinal)
            if ($isOurs -and $certificate.HasPrivateKey) { Get-ExoKeyReader -Certificate $certificate -StoreLocation $store }
        }
    }
    [pscustomobject] @{
        exchangeModuleVersion = $(if ($null -eq $module) { $null } else { [string] $module.Version })
        certificates          = @($certificates)
    }
}
