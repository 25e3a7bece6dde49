function Assert-ExoSession {
    <#
    .SYNOPSIS
        The one connection of this process; it must be alive and must be the tenant's.
    .PARAMETER TenantId
        The tenant.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $TenantId
    )
    $session = Get-ConnectionInformation | Select-Object -First 1
    if ($null -eq $session) {
        throw (New-ExoFailure -Code 'session-not-active' -Message 'Connect-IPPSSession ended without a connection.')
    }
    $tenant = [string] (Get-ExoProperty -InputObject $session -Name 'TenantID')
    if ($tenant -ne $TenantId) {
        $text = "The session was opened in tenant $tenant and not in $TenantId."
        throw (New-ExoFailure -Code 'session-wrong-tenant' -Message $text)
    }
    $state = [string] (Get-ExoProperty -InputObject $session -Name 'State')
    $token = [string] (Get-ExoProperty -InputObject $session -Name 'TokenStatus')
    if ($state -ne 'Connected' -or $token -ne 'Active') {
        $text = "The session is $state and its token is $token."
        throw (New-ExoFailure -Code 'session-not-active' -Message $text)
    }
    if ((Get-ExoProperty -InputObject $session -Name 'IsEopSession') -ne $true) {
        $text = 'The session is not one of Security & Compliance PowerShell.'
        throw (New-ExoFailure -Code 'session-not-active' -Message $text)
    }
    $session
}
