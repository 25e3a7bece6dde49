function Assert-ExoCspKey {
    <#
    .SYNOPSIS
        Makes sure that the key of a certificate can be opened and is in a CSP. A certificate that the same call made is
        removed when it is not; any other one is left alone.
    .PARAMETER Thumbprint
        Which certificate.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    .PARAMETER MadeNow
        The same call has made or imported it.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [string] $StoreLocation,

        [switch] $MadeNow
    )
    $key = Get-ExoKeyInfo -Certificate (Get-ExoCertificate -Thumbprint $Thumbprint -StoreLocation $StoreLocation)
    if ($key.IsCsp) { return $key }
    if ($MadeNow) { Remove-ExoStoreCertificate -Thumbprint $Thumbprint -StoreLocation $StoreLocation }
    if ($key.State -eq 'missing') {
        $text = "Windows does not find the private key of certificate $Thumbprint, which it lists with one."
        throw (New-ExoFailure -Code 'private-key-missing' -Message $text)
    }
    $text = "The key of certificate $Thumbprint is in $($key.Provider), which the Exchange module cannot use."
    throw (New-ExoFailure -Code 'provider-not-csp' -Message $text)
}
