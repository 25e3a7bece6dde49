function Assert-ExoCspKey {
    <#
    .SYNOPSIS
        Stops unless the key of a certificate can be opened and is in a CSP. Changes nothing.
    .PARAMETER Key
        What Get-ExoKeyInfo says of the key.
    .PARAMETER Thumbprint
        The certificate that it belongs to.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [pscustomobject] $Key,

        [Parameter(Mandatory)]
        [string] $Thumbprint
    )
    if ($Key.IsCsp) { return }
    if ($Key.State -eq 'missing') {
        $text = "Windows does not find the private key of certificate $Thumbprint, which it lists with one."
        throw (New-ExoFailure -Code 'private-key-missing' -Message $text)
    }
    $text = "The key of certificate $Thumbprint is in $($Key.Provider), which the Exchange module cannot use."
    throw (New-ExoFailure -Code 'provider-not-csp' -Message $text)
}
