function Get-ExoCurrentAccount {
    <#
    .SYNOPSIS
        The account that this process runs as.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    [pscustomobject] @{ Name = $identity.Name; Sid = $identity.User.Value }
}
