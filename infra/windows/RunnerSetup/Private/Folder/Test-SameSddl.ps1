function Test-SameSddl {
    <#
    .SYNOPSIS
        Whether two DACLs give the same rights: the order of their rules does not matter, all of them allow.
    .PARAMETER Actual
        DACL as SDDL.
    .PARAMETER Wanted
        DACL as SDDL.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $Actual,

        [Parameter(Mandatory)]
        [string] $Wanted
    )
    $parts = foreach ($sddl in $Actual, $Wanted) {
        ($sddl -split '(?=\()' | Sort-Object) -join ''
    }
    $parts[0] -eq $parts[1]
}
