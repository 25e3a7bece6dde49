function Export-ExoCertificate {
    <#
    .SYNOPSIS
        The certificate with its key as PFX under a random password, in memory only: no file is written.
    .PARAMETER Thumbprint
        Which certificate.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .OUTPUTS
        Output, and SecretJson: the members pfx and password of the output, in base64, as JSON.
    .EXAMPLE
        Export-ExoCertificate -Thumbprint $thumbprint -StoreLocation LocalMachine
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [ValidateSet('LocalMachine', 'CurrentUser')]
        [string] $StoreLocation
    )
    $certificate = Get-ExoCertificate -Thumbprint $Thumbprint -StoreLocation $StoreLocation
    if (-not (Get-ExoKeyInfo -Certificate $certificate).IsExportable) {
        $text = "The private key of certificate $Thumbprint cannot be exported from this server."
        throw (New-ExoFailure -Code 'private-key-not-exportable' -Message $text)
    }
    $phrase = New-ExoRandomText
    $type = [System.Security.Cryptography.X509Certificates.X509ContentType]::Pfx
    $pfx = [Convert]::ToBase64String($certificate.Export($type, $phrase))
    [pscustomobject] @{
        Output     = [pscustomobject] @{ thumbprint = [string] $certificate.Thumbprint }
        SecretJson = '"pfx":"' + $pfx + '","password":"' + $phrase + '"'
    }
}
