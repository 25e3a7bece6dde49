function Test-ExoKeyAccess {
    <#
    .SYNOPSIS
        Says whether an account may read the private key of a certificate.
    .PARAMETER Thumbprint
        Which certificate.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER Account
        Account of the MID service.
    .OUTPUTS
        InDesiredState, Reasons, Found (Sid, File, Rules).
    .EXAMPLE
        Test-ExoKeyAccess -Thumbprint $thumbprint -StoreLocation LocalMachine -Account 'CORP\svc-mid'
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation,

        [Parameter(Mandatory)]
        [string] $Account
    )
    $certificate = Get-ExoCertificate -Thumbprint $Thumbprint -StoreLocation $StoreLocation
    $sid = Resolve-ExoAccount -Account $Account
    if ($StoreLocation -eq 'CurrentUser') {
        # A key in a user's own store belongs to that user; nobody else needs or gets it.
        $current = Get-ExoCurrentAccount
        if ($current.Sid -ne $sid) {
            $text = "This runner runs as $($current.Name), whose certificate store $Account does not see."
            throw (New-ExoFailure -Code 'wrong-account' -Message $text)
        }
        $rules = @([pscustomobject] @{ Sid = $sid; Mask = 0x1F01FF; IsAllowed = $true; Text = 'FullControl' })
        return New-ExoState -Found ([pscustomobject] @{ Sid = $sid; File = $null; Rules = $rules })
    }
    $file = Get-ExoKeyFile -Certificate $certificate
    $rules = @(Get-ExoKeyRule -Path $file)
    $reasons = @()
    $own = @($rules | Where-Object { $_.Sid -eq $sid })
    $allowed = @($own | Where-Object { $_.IsAllowed -and (Test-ExoReadMask -Mask $_.Mask) })
    $denied = @($own | Where-Object { -not $_.IsAllowed -and (Test-ExoReadMask -Mask $_.Mask -Part) })
    if ($allowed.Count -eq 0) { $reasons += "$Account may not read the private key." }
    if ($denied.Count -gt 0) { $reasons += "A rule denies $Account the private key." }
    New-ExoState -Reason $reasons -Found ([pscustomobject] @{ Sid = $sid; File = $file; Rules = $rules })
}
