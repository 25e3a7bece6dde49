function New-ExoPossession {
    <#
    .SYNOPSIS
        Proves that the private key of a certificate is here: signs a challenge, RSASSA-PKCS1-v1_5 with SHA-256.
    .PARAMETER Certificate
        A certificate with its key in a CSP.
    .PARAMETER Challenge
        The text to sign. It must say what it is for: a key that signs any text could sign in to Entra for others.
    .OUTPUTS
        Signature (base64), KeyBits.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Changes nothing.')]
    param(
        [Parameter(Mandatory)]
        [object] $Certificate,

        [Parameter(Mandatory)]
        [string] $Challenge
    )
    if (-not $Challenge.StartsWith("exo-possession`n", [StringComparison]::Ordinal) -or $Challenge.Length -gt 200) {
        throw (New-ExoFailure -Code 'input-invalid' -Message 'The challenge of create-certificate is not one that a runner signs.')
    }
    $key = Get-ExoSigningKey -Certificate $Certificate
    try {
        $signature = $key.SignData(
            [Text.Encoding]::UTF8.GetBytes($Challenge),
            [System.Security.Cryptography.HashAlgorithmName]::SHA256,
            [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
        [pscustomobject] @{ Signature = [Convert]::ToBase64String($signature); KeyBits = [int] $key.KeySize }
    }
    finally {
        $key.Dispose()
    }
}
