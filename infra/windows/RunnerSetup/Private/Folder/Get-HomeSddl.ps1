function Get-HomeSddl {
    <#
    .SYNOPSIS
        Who may use a runner's folder: SYSTEM and Administrators fully, the runner's account to change files, nobody else.
    .PARAMETER Sid
        SID of the runner's account; none for the folder above, which everybody may pass through.
    .OUTPUTS
        Owner and DACL as SDDL: nothing inherited from above, everything inherited below.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [string] $Sid
    )
    $rules = '(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)'
    if (-not $Sid) {
        # Read and execute, for this folder only.
        $rules += '(A;;0x1200a9;;;BU)'
    } elseif ($Sid -ne 'S-1-5-18') {
        # Windows answers with these names, whatever was written.
        $name = switch ($Sid) { 'S-1-5-19' { 'LS' } 'S-1-5-20' { 'NS' } default { $Sid } }
        # Modify.
        $rules += "(A;OICI;0x1301bf;;;$name)"
    }
    "O:BAD:PAI$rules"
}
