function Test-ExoSearchSession {
    <#
    .SYNOPSIS
        Tries whether searches work with the certificate. They need a session of their own kind, so this runs in a
        process of its own.
    .DESCRIPTION
        Microsoft does not support searches by an application; a failure here is said and stops nothing.
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
        Test-ExoSearchSession -TenantId $id -Organization contoso.onmicrosoft.com -AppId $app -Thumbprint $thumbprint
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
    # Release notes of the module: certificate and -EnableSearchOnlySession work together from 3.10.1.
    $needed = [version] '3.10.1'
    $module = Get-ExoModuleVersion -Name 'ExchangeOnlineManagement'
    if ($null -eq $module -or $module.Version -lt $needed) {
        $held = if ($null -eq $module) { 'not installed' } else { [string] $module.Version }
        $text = "Searches need ExchangeOnlineManagement $needed; here it is $held."
        return [pscustomobject] @{ state = 'not-tested'; message = $text }
    }
    $connection = @{
        TenantId         = $TenantId
        Organization     = $Organization
        AppId            = $AppId
        Thumbprint       = $Thumbprint
        ConnectionUri    = $ConnectionUri
        AuthorizationUri = $AuthorizationUri
    }
    try {
        Write-ExoProgress -Note 'opening a search session'
        $null = Connect-ExoSession -Connection $connection -SearchOnly
        $null = Get-ComplianceSearch -ErrorAction Stop | Select-Object -First 1
        [pscustomobject] @{ state = 'ok'; message = 'A search session opened and listed the searches.' }
    }
    catch {
        $text = ([string] $_.Exception.Message -replace '\s+', ' ').Trim()
        if ($text.Length -gt 300) { $text = $text.Substring(0, 300) }
        [pscustomobject] @{ state = 'failed'; message = "Searches do not work: $text" }
    }
    finally {
        Disconnect-ExoSession
    }
}
