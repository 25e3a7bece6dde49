function Test-ExoCertificateImport {
    <#
    .SYNOPSIS
        Says whether a certificate that another server made is on this one, with its key in a CSP and with our mark.
    .PARAMETER Thumbprint
        Which certificate.
    .PARAMETER CertificateTag
        Friendly name that it must have.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .OUTPUTS
        InDesiredState, Reasons, Found (the certificate).
    .EXAMPLE
        Test-ExoCertificateImport -Thumbprint $thumbprint -CertificateTag $tag -StoreLocation LocalMachine
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [string] $CertificateTag,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation
    )
    $certificate = Get-ExoStoreCertificate -StoreLocation $StoreLocation |
        Where-Object { $_.Thumbprint -eq $Thumbprint } | Select-Object -First 1
    if ($null -eq $certificate) { return New-ExoState -Reason "Certificate $Thumbprint is not on this server." }
    $reasons = @()
    if (-not $certificate.HasPrivateKey) { $reasons += "Certificate $Thumbprint has no private key here." }
    else {
        $key = Get-ExoKeyInfo -Certificate $certificate
        if ($key.State -eq 'missing') { $reasons += "Windows does not find the key of certificate $Thumbprint." }
        elseif (-not $key.IsCsp) { $reasons += "The key of certificate $Thumbprint is in no CSP." }
    }
    if ($certificate.FriendlyName -cne $CertificateTag) { $reasons += "Certificate $Thumbprint has not our mark." }
    New-ExoState -Reason $reasons -Found $certificate
}
