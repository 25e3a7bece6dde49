function Test-ExoCertificate {
    <#
    .SYNOPSIS
        Says whether this server holds a certificate of the tenant that stays valid long enough and not too long.
    .PARAMETER CertificateTag
        Friendly name that marks the tenant's certificates.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER Days
        A certificate that is valid for more days than this counts as missing: the tenant would refuse it.
    .PARAMETER RenewBeforeDays
        A certificate that is valid for no more days than this counts as missing.
    .PARAMETER Attached
        Thumbprints of the certificates that the application has already: the tenant took these, however long they are.
    .PARAMETER Replaces
        Thumbprints of certificates that count as missing: another one is to take their place.
    .OUTPUTS
        InDesiredState, Reasons, Found (the certificate).
    .EXAMPLE
        Test-ExoCertificate -CertificateTag 'exo-cba x' -StoreLocation LocalMachine -Days 365 -RenewBeforeDays 30
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
        [int] $Days,

        [Parameter(Mandatory)]
        [int] $RenewBeforeDays,

        [AllowEmptyCollection()]
        [string[]] $Attached = @(),

        [AllowEmptyCollection()]
        [string[]] $Replaces = @()
    )
    $reasons = @()
    foreach ($certificate in @(Find-ExoCertificate -CertificateTag $CertificateTag -StoreLocation $StoreLocation)) {
        $name = $certificate.Thumbprint
        if ($Replaces -contains $name) {
            $reasons += "Certificate $name is to be replaced."
            continue
        }
        $life = ($certificate.NotAfter.ToUniversalTime() - $certificate.NotBefore.ToUniversalTime()).TotalDays
        if ($certificate.NotAfter -le (Get-Date).AddDays($RenewBeforeDays)) {
            $reasons += "Certificate $name expires on $($certificate.NotAfter.ToString('yyyy-MM-dd'))."
            continue
        }
        # An hour is for a certificate that an earlier version made over a change of the clocks.
        if ($life -gt $Days + 1 / 24 -and $Attached -notcontains $name) {
            $reasons += "Certificate $name is valid for $([Math]::Round($life)) days, and $Days are allowed."
            continue
        }
        $key = Get-ExoKeyInfo -Certificate $certificate
        if ($key.IsCsp) { return New-ExoState -Found $certificate }
        $reasons += if ($key.State -eq 'missing') { "Windows does not find the key of certificate $name." }
        else { "The key of certificate $name is in no CSP." }
    }
    if ($reasons.Count -eq 0) { $reasons += "No certificate with a private key is called '$CertificateTag'." }
    New-ExoState -Reason $reasons
}
