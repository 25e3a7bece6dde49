function Connect-ExoSession {
    <#
    .SYNOPSIS
        Connects to Security & Compliance PowerShell and makes sure that it is the right tenant.
    .PARAMETER Connection
        TenantId, Organization, AppId, Thumbprint, ConnectionUri, AuthorizationUri.
    .PARAMETER SearchOnly
        Opens the session that searches need.
    .OUTPUTS
        Answer of Get-ConnectionInformation.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [hashtable] $Connection,

        [switch] $SearchOnly
    )
    $module = Get-ExoModuleVersion -Name 'ExchangeOnlineManagement'
    if ($null -eq $module) {
        $text = 'ExchangeOnlineManagement is not installed for the account of this runner.'
        throw (New-ExoFailure -Code 'exchange-module-missing' -Message $text)
    }
    if (@(Get-ConnectionInformation).Count -gt 0) {
        throw (New-ExoFailure -Code 'session-open' -Message 'This PowerShell is connected to an organization already.')
    }
    # Windows PowerShell does not know this variable, and without it some versions of the module show a sign-in window.
    if ($PSVersionTable.PSVersion.Major -lt 6) { Set-Variable -Name IsWindows -Value $true -Scope Global }
    $profilePath = [Environment]::GetFolderPath('UserProfile')
    $arguments = Get-ExoConnectArgument -Connection $Connection -ProfilePath $profilePath -ModuleVersion $module.Version
    if ($SearchOnly) { $arguments['EnableSearchOnlySession'] = $true }
    $null = Connect-IPPSSession @arguments
    Assert-ExoSession -TenantId $Connection.TenantId
}
