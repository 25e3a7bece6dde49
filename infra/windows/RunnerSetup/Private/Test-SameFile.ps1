function Test-SameFile {
    <#
    .SYNOPSIS
        Whether a file exists with the content of another.
    .PARAMETER Path
        The file.
    .PARAMETER Other
        The other file.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [string] $Other
    )
    (Test-Path -LiteralPath $Path) -and (Get-FileHash -LiteralPath $Path).Hash -eq (Get-FileHash -LiteralPath $Other).Hash
}
