function Test-SameText {
    <#
    .SYNOPSIS
        Whether a file exists and holds just this text.
    .PARAMETER Path
        The file.
    .PARAMETER Text
        The text.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $Path,

        [Parameter(Mandatory)]
        [AllowEmptyString()]
        [string] $Text
    )
    (Test-Path -LiteralPath $Path) -and [IO.File]::ReadAllText($Path) -ceq $Text
}
