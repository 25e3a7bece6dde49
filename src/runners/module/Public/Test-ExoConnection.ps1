function Test-ExoConnection {
    <#
    .SYNOPSIS
        Proves, as the account of this process, that the application can sign in and work with its certificate.
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
    .EXAMPLE
        Test-ExoConnection -TenantId $id -Organization contoso.onmicrosoft.com -AppId $app -Thumbprint $thumbprint
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

        [string] $AuthorizationUri = ''
    )
    $connection = @{
        TenantId         = $TenantId
        Organization     = $Organization
        AppId            = $AppId
        Thumbprint       = $Thumbprint
        ConnectionUri    = $ConnectionUri
        AuthorizationUri = $AuthorizationUri
    }
    $account = Get-ExoCurrentAccount
    try {
        Write-ExoProgress -Note "connecting as $($account.Name)"
        $null = Connect-ExoSession -Connection $connection
        # Reads one line of something that every tenant may list, and that needs no search session.
        $null = Get-RetentionCompliancePolicy -ErrorAction Stop | Select-Object -First 1
    }
    finally {
        Disconnect-ExoSession
    }
    [pscustomobject] @{
        account      = $account.Name
        computerName = [Environment]::MachineName
        token        = [pscustomobject] @{ state = 'ok'; message = 'Entra issued a token for the certificate.' }
        session      = [pscustomobject] @{ state = 'ok'; message = 'Security & Compliance PowerShell opened a session and answered.' }
    }
}
