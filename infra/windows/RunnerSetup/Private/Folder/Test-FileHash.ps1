function Test-FileHash {
    <#
    .SYNOPSIS
        Whether a file exists and has this SHA-256.
    .PARAMETER Path
        The file.
    .PARAMETER Sha256
        The hash in hexadecimal.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Sha256
    )
    (Test-Path -LiteralPath $Path) -and (Get-FileHash -LiteralPath $Path -Algorithm SHA256).Hash -eq $Sha256
}
