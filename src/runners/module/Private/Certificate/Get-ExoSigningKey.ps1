function Get-ExoSigningKey {
    <#
    .SYNOPSIS
        The private key of a certificate, opened so that it can sign with SHA-256.
    .DESCRIPTION
        The guide's "Microsoft Strong Cryptographic Provider" has the type 1, which cannot (NTE_BAD_ALGID). Its key
        containers are open to the provider of type 24 too, which can: Microsoft's own sign-in library opens them so.
    .PARAMETER Certificate
        A certificate with its key in a CSP.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [object] $Certificate
    )
    $key = Open-ExoKey -Certificate $Certificate
    $csp = Get-ExoProperty -InputObject $key -Name 'CspKeyContainerInfo'
    # PROV_RSA_FULL and PROV_RSA_SCHANNEL
    if ($null -eq $csp -or $csp.ProviderType -notin @(1, 12) -or $csp.HardwareDevice) { return $key }
    Open-ExoAesKey -KeyContainer $csp
}
