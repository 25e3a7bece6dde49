function Get-ExoMidService {
    <#
    .SYNOPSIS
        The MID services of this server: name and account. A MID service is called snc_mid or snc_mid_{name}.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param()
    foreach ($service in Get-CimInstance -ClassName Win32_Service -Filter "Name LIKE 'snc_mid%'") {
        [pscustomobject] @{ name = [string] $service.Name; account = [string] $service.StartName }
    }
}
