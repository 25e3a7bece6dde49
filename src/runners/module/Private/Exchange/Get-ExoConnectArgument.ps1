function Get-ExoConnectArgument {
    <#
    .SYNOPSIS
        The parameters of Connect-IPPSSession for a connection.
    .PARAMETER Connection
        TenantId, Organization, AppId, Thumbprint, ConnectionUri, AuthorizationUri.
    #>
    [CmdletBinding()]
    [OutputType([hashtable])]
    param(
        [Parameter(Mandatory)]
        [hashtable] $Connection
    )
    $arguments = @{
        AppId                 = $Connection.AppId
        CertificateThumbprint = $Connection.Thumbprint
        Organization          = $Connection.Organization
        ErrorAction           = 'Stop'
    }
    if ($Connection.ConnectionUri) { $arguments['ConnectionUri'] = $Connection.ConnectionUri }
    if ($Connection.AuthorizationUri) { $arguments['AzureADAuthorizationEndpointUri'] = $Connection.AuthorizationUri }
    $arguments
}
