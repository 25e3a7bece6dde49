function New-ExoFinding {
    <#
    .SYNOPSIS
        One finding of check-server.
    .PARAMETER Code
        Stable, in kebab-case.
    .PARAMETER Level
        ok, warning or blocks.
    .PARAMETER Message
        One sentence.
    .PARAMETER Advice
        The sentence that fixes it; none for ok.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    [System.Diagnostics.CodeAnalysis.SuppressMessageAttribute('PSUseShouldProcessForStateChangingFunctions', '',
        Justification = 'Changes nothing.')]
    param(
        [Parameter(Mandatory)]
        [string] $Code,

        [Parameter(Mandatory)]
        [ValidateSet('ok', 'warning', 'blocks')]
        [string] $Level,

        [Parameter(Mandatory)]
        [string] $Message,

        [string] $Advice = ''
    )
    [pscustomobject] @{ code = $Code; level = $Level; message = $Message; advice = $Advice }
}
