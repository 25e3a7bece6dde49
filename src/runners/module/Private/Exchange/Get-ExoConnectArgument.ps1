function Get-ExoConnectArgument {
    <#
    .SYNOPSIS
        The parameters of Connect-IPPSSession for a connection.
    .PARAMETER Connection
        TenantId, Organization, AppId, Thumbprint, ConnectionUri, AuthorizationUri.
    .PARAMETER ProfilePath
        Folder of the account's profile.
    .PARAMETER ModuleVersion
        Version of ExchangeOnlineManagement.
    #>
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory)]
        [hashtable] $Connection,

        [Parameter(Mandatory)]
        [AllowEmptyString()]
        [string] $ProfilePath,

        [Parameter(Mandatory)]
        [version] $ModuleVersion
    )
    $arguments = @{
        AppId                 = $Connection.AppId
        CertificateThumbprint = $Connection.Thumbprint
        Organization          = $Connection.Organization
        ErrorAction           = 'Stop'
    }
    if ($Connection.ConnectionUri) { $arguments['ConnectionUri'] = $Connection.ConnectionUri }
    if ($Connection.AuthorizationUri) { $arguments['AzureADAuthorizationEndpointUri'] = $Connection.AuthorizationUri }
    # The profile of a group managed service account ends with a $, which the module does not survive in the path of
    # its generated commands: https://learn.microsoft.com/powershell/exchange/exchange-online-powershell-v2
    if ($ProfilePath.Contains('$') -and $ModuleVersion -ge [version] '3.9.2') {
        $arguments['EXOModuleBasePath'] = Join-Path -Path $env:ProgramData -ChildPath 'exo\module'
    }
    $arguments
}
