function Test-ExoCertificate {
    <#
    .SYNOPSIS
        Says whether this server holds a certificate of the tenant that stays valid long enough.
    .PARAMETER CertificateTag
        Friendly name that marks the tenant's certificates.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER RenewBeforeDays
        A certificate that is valid for no more days than this counts as missing.
    .OUTPUTS
        InDesiredState, Reasons, Found (the certificate).
    .EXAMPLE
        Test-ExoCertificate -CertificateTag 'exo-cba x' -StoreLocation LocalMachine -RenewBeforeDays 30
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $CertificateTag,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation,

        [Parameter(Mandatory)]
        [int] $RenewBeforeDays
    )
    $reasons = @()
    foreach ($certificate in @(Find-ExoCertificate -CertificateTag $CertificateTag -StoreLocation $StoreLocation)) {
        if ($certificate.NotAfter -le (Get-Date).AddDays($RenewBeforeDays)) {
            $reasons += "Certificate $($certificate.Thumbprint) ends on $($certificate.NotAfter.ToString('yyyy-MM-dd'))."
        }
        elseif (-not (Get-ExoKeyInfo -Certificate $certificate).IsCsp) {
            $reasons += "The key of certificate $($certificate.Thumbprint) is in no CSP."
        }
        else {
            return New-ExoState -Found $certificate
        }
    }
    if ($reasons.Count -eq 0) { $reasons += "No certificate with a private key is called '$CertificateTag'." }
    New-ExoState -Reason $reasons
}
