function Remove-ExoServicePrincipal {
    <#
    .SYNOPSIS
        Takes the enterprise application out of Exchange, if it is there.
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
    .EXAMPLE
        Remove-ExoServicePrincipal -TenantId $id -Organization contoso.onmicrosoft.com -AppId $app -Thumbprint $thumbprint -ServicePrincipalId $object
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Called by a program, after an approver was shown what goes.')]
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
    $removed = $false
    try {
        Write-ExoProgress -Note 'connecting to Security & Compliance PowerShell'
        $null = Connect-ExoSession -Connection $connection
        # The list is compared here: -Identity takes an unknown one for all of them.
        $state = Compare-ExoServicePrincipal -All @(Get-ExoServicePrincipalList) -AppId $AppId -ObjectId $ServicePrincipalId
        if ($state.InDesiredState) {
            Write-ExoProgress -Note 'removing the application from Exchange'
            $null = Remove-ServicePrincipal -Identity $ServicePrincipalId -Confirm:$false -ErrorAction Stop
            $removed = $true
        }
    }
    finally {
        Disconnect-ExoSession
    }
    [pscustomobject] @{ removed = $removed; remains = '' }
}
