function Get-ExoSidName {
    <#
    .SYNOPSIS
        The account name of a SID; the SID itself where Windows knows no name.
    .PARAMETER Sid
        S-1-...
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Sid
    )
    try {
        [System.Security.Principal.SecurityIdentifier]::new($Sid).Translate([System.Security.Principal.NTAccount]).Value
    }
    catch {
        Write-Verbose -Message "No name for ${Sid}: $($_.Exception.Message)"
        $Sid
    }
}
