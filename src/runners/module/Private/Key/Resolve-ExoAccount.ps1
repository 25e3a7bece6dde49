function Resolve-ExoAccount {
    <#
    .SYNOPSIS
        The SID of the account of a Windows service, in every form that the service control manager shows.
    .PARAMETER Account
        DOMAIN\user, DOMAIN\gmsa$, .\user, user@domain, NT SERVICE\name, LocalSystem, LocalService, NetworkService or a SID.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Account
    )
    $name = $Account.Trim()
    if ($name -match '^S-1-[0-9-]+$') { return $name }
    switch -Regex ($name) {
        '^(LocalSystem|SYSTEM|NT AUTHORITY\\SYSTEM)$' { return 'S-1-5-18' }
        '^(NT AUTHORITY\\)?Local ?Service$' { return 'S-1-5-19' }
        '^(NT AUTHORITY\\)?Network ?Service$' { return 'S-1-5-20' }
    }
    if ($name.StartsWith('.\')) { $name = "$([Environment]::MachineName)\$($name.Substring(2))" }
    try {
        Get-ExoTranslatedSid -Account $name
    }
    catch {
        throw (New-ExoFailure -Code 'account-unknown' -Message "Windows does not know the account $Account.")
    }
}
