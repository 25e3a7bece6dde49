function Get-ExoStoreCertificate {
    <#
    .SYNOPSIS
        All certificates of a personal store.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation
    )
    Get-ChildItem -Path "Cert:\$StoreLocation\My"
}
