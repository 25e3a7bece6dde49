function Get-ExoKeyFile {
    <#
    .SYNOPSIS
        The file that holds the machine key of a certificate.
    .PARAMETER Certificate
        A certificate of LocalMachine\My with its key in a CSP.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [object] $Certificate
    )
    $key = Get-ExoKeyInfo -Certificate $Certificate
    if ($key.State -eq 'missing') {
        $text = "Windows does not find the private key of certificate $($Certificate.Thumbprint), which it lists with one."
        throw (New-ExoFailure -Code 'private-key-missing' -Message $text)
    }
    if (-not $key.IsCsp) {
        $text = "The key of certificate $($Certificate.Thumbprint) is in $($key.Provider)."
        throw (New-ExoFailure -Code 'provider-not-csp' -Message $text)
    }
    $folder = Join-Path -Path $env:ProgramData -ChildPath 'Microsoft\Crypto\RSA\MachineKeys'
    $file = Join-Path -Path $folder -ChildPath $key.Container
    if (-not (Test-ExoFile -Path $file)) {
        $text = "The key file of certificate $($Certificate.Thumbprint) is not on this server."
        throw (New-ExoFailure -Code 'key-file-missing' -Message $text)
    }
    $file
}
