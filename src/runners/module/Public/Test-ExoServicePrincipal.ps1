function Test-ExoServicePrincipal {
    <#
    .SYNOPSIS
        Says whether Exchange knows the enterprise application as a service principal. Connects and disconnects.
    .PARAMETER TenantId
        The tenant.
    .PARAMETER Organization
        Its initial domain.
    .PARAMETER AppId
        The application.
    .PARAMETER Thumbprint
        The certificate to sign in with.
    .PARAMETER ConnectionUri
        Address of Security & Compliance PowerShell; empty: the module's own.
    .PARAMETER AuthorizationUri
        Address of the sign-in service; empty: the module's own.
    .PARAMETER ServicePrincipalId
        Object id of the enterprise application.
    .OUTPUTS
        InDesiredState, Reasons, Found.
    .EXAMPLE
        Test-ExoServicePrincipal -TenantId $id -Organization contoso.onmicrosoft.com -AppId $app -Thumbprint $thumbprint -ServicePrincipalId $object
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $TenantId,

        [Parameter(Mandatory)]
        [string] $Organization,

        [Parameter(Mandatory)]
        [string] $AppId,

        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [string] $ConnectionUri = '',

        [string] $AuthorizationUri = '',

        [Parameter(Mandatory)]
        [string] $ServicePrincipalId
    )
    $connection = @{
        TenantId         = $TenantId
        Organization     = $Organization
        AppId            = $AppId
        Thumbprint       = $Thumbprint
        ConnectionUri    = $ConnectionUri
        AuthorizationUri = $AuthorizationUri
    }
    try {
        $null = Connect-ExoSession -Connection $connection
        Compare-ExoServicePrincipal -All @(Get-ExoServicePrincipalList) -AppId $AppId -ObjectId $ServicePrincipalId
    }
    finally {
        Disconnect-ExoSession
    }
}
