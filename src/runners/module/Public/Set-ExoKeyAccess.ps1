function Set-ExoKeyAccess {
    <#
    .SYNOPSIS
        Lets the account of the MID service read the private key of a certificate, and says who can use it now.
    .PARAMETER Thumbprint
        Which certificate.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER Account
        DOMAIN\user, DOMAIN\gmsa$, NT SERVICE\name, LocalSystem or a SID.
    .EXAMPLE
        Set-ExoKeyAccess -Thumbprint $thumbprint -StoreLocation LocalMachine -Account 'CORP\svc-mid'
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Called by a program; Test-ExoKeyAccess says what would happen.')]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation,

        [Parameter(Mandatory)]
        [string] $Account
    )
    $wanted = @{ Thumbprint = $Thumbprint; StoreLocation = $StoreLocation; Account = $Account }
    $state = Test-ExoKeyAccess @wanted
    $changed = -not $state.InDesiredState
    if ($changed) {
        Write-ExoProgress -Note "granting $Account the private key"
        Add-ExoKeyRule -Path $state.Found.File -Sid $state.Found.Sid
        $state = Test-ExoKeyAccess @wanted
        if (-not $state.InDesiredState) {
            throw (New-ExoFailure -Code 'key-access-not-effective' -Message ($state.Reasons -join ' '))
        }
    }
    $access = foreach ($rule in $state.Found.Rules) {
        if (-not $rule.IsAllowed) { continue }
        [pscustomobject] @{ identity = [string] (Get-ExoSidName -Sid $rule.Sid); rights = [string] $rule.Text }
    }
    [pscustomobject] @{ account = $Account; sid = $state.Found.Sid; changed = $changed; access = @($access) }
}
