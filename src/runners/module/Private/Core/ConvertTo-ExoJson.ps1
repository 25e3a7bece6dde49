function ConvertTo-ExoJson {
    <#
    .SYNOPSIS
        JSON on one line in ASCII, which every code page of a console leaves as it is.
    .PARAMETER InputObject
        What to write; strings, numbers, lists and objects.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [object] $InputObject
    )
    $json = ConvertTo-Json -InputObject $InputObject -Depth 12 -Compress
    [regex]::Replace($json, '[^\x20-\x7e]', { param($match) '\u{0:x4}' -f [int] [char] $match.Value })
}
