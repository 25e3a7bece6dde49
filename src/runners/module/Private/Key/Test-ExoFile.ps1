function Test-ExoFile {
    <#
    .SYNOPSIS
        Says whether a file exists.
    .PARAMETER Path
        Full path, taken as it is written.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $Path
    )
    Test-Path -LiteralPath $Path -PathType Leaf
}
