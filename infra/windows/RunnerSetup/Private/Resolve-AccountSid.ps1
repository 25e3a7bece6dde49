function Resolve-AccountSid {
    <#
    .SYNOPSIS
        The SID of an account, so that rights do not depend on the language of Windows.
    .PARAMETER Account
        LocalSystem, DOMAIN\user, DOMAIN\gmsa$, .\user, NT AUTHORITY\NetworkService or NT AUTHORITY\LocalService.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Account
    )
    # Under these names Windows shows them in every language; it looks others up in its own language only.
    switch -Regex ($Account) {
        '^(LocalSystem|NT AUTHORITY\\SYSTEM)$' { return 'S-1-5-18' }
        '^NT AUTHORITY\\Local ?Service$' { return 'S-1-5-19' }
        '^NT AUTHORITY\\Network ?Service$' { return 'S-1-5-20' }
        '^NT SERVICE\\' {
            throw "$Account is the virtual account of one service, and Windows starts no other service with it. Give the MID service a gMSA, a domain user or a local user, and name that; or let both run as LocalSystem."
        }
    }
    $full = $Account -replace '^\.\\', "$env:COMPUTERNAME\"
    try {
        $name = New-Object -TypeName Security.Principal.NTAccount -ArgumentList $full
        $name.Translate([Security.Principal.SecurityIdentifier]).Value
    } catch {
        throw "Windows does not know the account $Account ($($_.Exception.Message)). Write it as DOMAIN\name, a gMSA with a `$ at its end."
    }
}
