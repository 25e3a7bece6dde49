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
    # Where the Exchange module writes its generated commands: https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2
    $temp = Get-ExoTempPath
    if ($temp.Contains('$')) {
        $text = "The folder for temporary files of this runner is $temp, and the Exchange module does not survive the `$ in it."
        throw (New-ExoFailure -Code 'temp-path' -Message $text)
    }
    $arguments = Get-ExoConnectArgument -Connection $Connection
    if ($SearchOnly) { $arguments['EnableSearchOnlySession'] = $true }
    $null = Connect-IPPSSession @arguments
    Assert-ExoSession -TenantId $Connection.TenantId
}
