function Get-ExoEcho {
    <#
    .SYNOPSIS
        Answers with what it was given: shows that values pass unchanged between the runner and PowerShell.
    .PARAMETER Value
        Anything that JSON can say.
    .EXAMPLE
        Get-ExoEcho -Value 'a'
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [AllowNull()]
        [object] $Value
    )
    [pscustomobject] @{ value = $Value }
}
