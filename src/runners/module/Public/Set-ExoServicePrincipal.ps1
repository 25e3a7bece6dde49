function Set-ExoServicePrincipal {
    <#
    .SYNOPSIS
        Makes the enterprise application known in Exchange as a service principal, unless it is.
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
    .PARAMETER DisplayName
        Name to give.
    .EXAMPLE
        Set-ExoServicePrincipal -TenantId $id -Organization contoso.onmicrosoft.com -AppId $app -Thumbprint $thumbprint -ServicePrincipalId $object -DisplayName $name
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Called by a program; Test-ExoServicePrincipal says what would happen.')]
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
        [string] $ServicePrincipalId,

        [Parameter(Mandatory)]
        [string] $DisplayName
    )
    $connection = @{
        TenantId         = $TenantId
        Organization     = $Organization
        AppId            = $AppId
        Thumbprint       = $Thumbprint
        ConnectionUri    = $ConnectionUri
        AuthorizationUri = $AuthorizationUri
    }
    $wanted = @{ AppId = $AppId; ObjectId = $ServicePrincipalId }
    try {
        Write-ExoProgress -Note 'connecting to Security & Compliance PowerShell'
        $null = Connect-ExoSession -Connection $connection
        $state = Compare-ExoServicePrincipal -All @(Get-ExoServicePrincipalList) @wanted
        $created = $false
        if (-not $state.InDesiredState) {
            Write-ExoProgress -Note 'registering the application in Exchange'
            $created = Add-ExoServicePrincipal @wanted -DisplayName $DisplayName
            $state = Compare-ExoServicePrincipal -All @(Get-ExoServicePrincipalList) @wanted
        }
    }
    finally {
        Disconnect-ExoSession
    }
    $name = $DisplayName
    if ($state.InDesiredState) { $name = [string] (Get-ExoProperty -InputObject $state.Found -Name 'DisplayName') }
    elseif (-not $created) {
        # Exchange says that it exists and does not show it.
        throw (New-ExoFailure -Code 'service-principal-not-there' -Message ($state.Reasons -join ' '))
    }
    [pscustomobject] @{ objectId = $ServicePrincipalId; displayName = $name; created = $created }
}
