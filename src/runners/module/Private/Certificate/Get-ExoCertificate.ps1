function Get-ExoCertificate {
    <#
    .SYNOPSIS
        The certificate with this thumbprint, with its private key, valid today.
    .PARAMETER Thumbprint
        40 hexadecimal digits.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [string] $StoreLocation
    )
    $certificate = Get-ExoStoreCertificate -StoreLocation $StoreLocation |
        Where-Object { $_.Thumbprint -eq $Thumbprint } | Select-Object -First 1
    if ($null -eq $certificate) {
        $text = "The certificate $Thumbprint is not in $StoreLocation\My of this server."
        throw (New-ExoFailure -Code 'certificate-missing' -Message $text)
    }
    if (-not $certificate.HasPrivateKey) {
        $text = "The certificate $Thumbprint is on this server without its private key."
        throw (New-ExoFailure -Code 'private-key-missing' -Message $text)
    }
    if ($certificate.NotAfter -lt (Get-Date)) {
        throw (New-ExoFailure -Code 'certificate-expired' -Message "The certificate $Thumbprint has expired.")
    }
    $certificate
}
