function Remove-ExoStoreCertificate {
    <#
    .SYNOPSIS
        Removes a certificate from a personal store together with its key.
    .PARAMETER Thumbprint
        Which one.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    #>
    [CmdletBinding()]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Private; removes only what the same call has made or what has no key.')]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [string] $StoreLocation
    )
    Remove-Item -Path "Cert:\$StoreLocation\My\$Thumbprint" -DeleteKey
}
