function ConvertFrom-ExoJson {
    <#
    .SYNOPSIS
        Reads JSON and leaves every string a string: newer versions of PowerShell make dates of what looks like one.
    .PARAMETER Json
        The text.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Json
    )
    $more = @{}
    if ((Get-Command -Name ConvertFrom-Json).Parameters.ContainsKey('DateKind')) { $more['DateKind'] = 'String' }
    ConvertFrom-Json -InputObject $Json @more
}
