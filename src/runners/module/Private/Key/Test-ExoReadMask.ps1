function Test-ExoReadMask {
    <#
    .SYNOPSIS
        Says whether an access mask contains the right to read.
    .PARAMETER Mask
        As it stands in an access rule; generic rights included.
    .PARAMETER Part
        A part of the right is enough, as in a rule that denies.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [int] $Mask,

        [switch] $Part
    )
    # https://learn.microsoft.com/windows/win32/secauthz/access-mask-format: FileSystemRights.Read, GENERIC_ALL,
    # GENERIC_READ (the sign bit)
    $read = 0x20089
    $held = $Mask -band $read
    ($held -eq $read) -or ($Part -and $held -ne 0) -or (($Mask -band 0x10000000) -ne 0) -or ($Mask -lt 0)
}
