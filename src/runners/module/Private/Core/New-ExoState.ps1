function New-ExoState {
    <#
    .SYNOPSIS
        The answer of a Test function.
    .PARAMETER Reason
        Why the desired state is not there; none: it is.
    .PARAMETER Found
        What was found, for the Set function.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [AllowEmptyCollection()]
        [string[]] $Reason = @(),

        [object] $Found = $null
    )
    [pscustomobject] @{
        InDesiredState = ($Reason.Count -eq 0)
        Reasons        = @($Reason)
        Found          = $Found
    }
}
