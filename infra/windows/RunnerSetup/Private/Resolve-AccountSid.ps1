function Resolve-AccountSid {
    <#
    .SYNOPSIS
        The SID of an account, so that rights do not depend on the language of Windows.
    .PARAMETER Account
        LocalSystem, DOMAIN\user, DOMAIN\gmsa$, .\user or NT SERVICE\name.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Account
    )
    if ($Account -eq 'LocalSystem') {
        return 'S-1-5-18'
    }
    $full = $Account -replace '^\.\\', "$env:COMPUTERNAME\"
    try {
        $name = New-Object -TypeName Security.Principal.NTAccount -ArgumentList $full
        $name.Translate([Security.Principal.SecurityIdentifier]).Value
    } catch {
        throw "Windows does not know the account $Account ($($_.Exception.Message)). Write it as DOMAIN\name."
    }
}
