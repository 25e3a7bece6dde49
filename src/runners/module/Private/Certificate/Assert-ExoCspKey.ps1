function Assert-ExoCspKey {
    <#
    .SYNOPSIS
        The key information of a certificate that was just put into the store; a key outside a CSP is taken out again.
    .PARAMETER Thumbprint
        Which certificate.
    .PARAMETER StoreLocation
        LocalMachine or CurrentUser.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Thumbprint,

        [Parameter(Mandatory)]
        [string] $StoreLocation
    )
    $key = Get-ExoKeyInfo -Certificate (Get-ExoCertificate -Thumbprint $Thumbprint -StoreLocation $StoreLocation)
    if ($key.IsCsp) { return $key }
    Remove-ExoStoreCertificate -Thumbprint $Thumbprint -StoreLocation $StoreLocation
    $text = "Windows put the key of the certificate into $($key.Provider), which the Exchange module cannot use."
    throw (New-ExoFailure -Code 'provider-not-csp' -Message $text)
}
