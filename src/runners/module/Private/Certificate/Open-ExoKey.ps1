function Open-ExoKey {
    <#
    .SYNOPSIS
        Opens the private key of a certificate; throws what Windows says when it cannot be opened.
    .DESCRIPTION
        The accessor is called as a method: PowerShell answers a property whose getter throws with nothing, and then
        every reason looks the same. Windows PowerShell opens a key of a CSP here and throws for one of a CNG provider.
    .PARAMETER Certificate
        A certificate with a private key.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [object] $Certificate
    )
    $Certificate.get_PrivateKey()
}
