function Get-HomeSddl {
    <#
    .SYNOPSIS
        Who may use a runner's folder: SYSTEM and Administrators fully, the runner's account to change files, nobody else.
    .PARAMETER Sid
        SID of the runner's account.
    .OUTPUTS
        The DACL as SDDL: nothing inherited from above, everything inherited below.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Sid
    )
    $rules = '(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
    if ($Sid -ne 'S-1-5-18') {
        # 0x1301bf is Modify.
        $rules += "(A;OICI;0x1301bf;;;$Sid)"
    }
    "D:PAI$rules"
}
