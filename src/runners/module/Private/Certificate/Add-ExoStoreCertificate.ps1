function Add-ExoStoreCertificate {
    <#
    .SYNOPSIS
        Puts the certificate of this step's secret into a personal store, its key not exportable.
    .PARAMETER Thumbprint
        What the PFX must hold.
    .PARAMETER CertificateTag
        Friendly name to give.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [string] $CertificateTag,

        [Parameter(Mandatory)]
        [string] $StoreLocation
    )
    $flags = [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]
    $keySet = if ($StoreLocation -eq 'LocalMachine') { $flags::MachineKeySet } else { $flags::UserKeySet }
    $bytes = [Convert]::FromBase64String((Get-ExoSecretValue -Name 'pfx'))
    # Looked at before it is kept: without PersistKeySet the key is gone with the object.
    $looked = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($bytes, (Get-ExoSecretValue -Name 'password'), $keySet)
    $held = $looked.Thumbprint
    $looked.Dispose()
    if ($held -ne $Thumbprint) {
        $text = "The certificate that arrived is $held and not $Thumbprint."
        throw (New-ExoFailure -Code 'certificate-differs' -Message $text)
    }
    $keep = $keySet -bor $flags::PersistKeySet
    $certificate = [System.Security.Cryptography.X509Certificates.X509Certificate2]::new($bytes, (Get-ExoSecretValue -Name 'password'), $keep)
    $certificate.FriendlyName = $CertificateTag
    $store = [System.Security.Cryptography.X509Certificates.X509Store]::new('My', $StoreLocation)
    try {
        $store.Open('ReadWrite')
        $store.Add($certificate)
    }
    finally {
        $store.Close()
        $certificate.Dispose()
    }
}
