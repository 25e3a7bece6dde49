function Remove-ExoStoreCertificate {
    <#
    .SYNOPSIS
        Takes a certificate out of its store.
    .PARAMETER Thumbprint
        Which certificate.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER KeepKey
        Leaves alone whatever key may still belong to it.
    #>
    [CmdletBinding()]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Private; removes only what the same call has made, or an entry that has no key.')]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [string] $StoreLocation,

        [switch] $KeepKey
    )
    $path = "Cert:\$StoreLocation\My\$Thumbprint"
    if ($KeepKey) { Remove-Item -LiteralPath $path }
    else { Remove-Item -LiteralPath $path -DeleteKey }
}
