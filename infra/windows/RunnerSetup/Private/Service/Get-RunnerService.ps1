function Get-RunnerService {
    <#
    .SYNOPSIS
        A Windows service with its account, or nothing.
    .PARAMETER Name
        Name of the service.
    #>
    [CmdletBinding()]
    [OutputType([psobject])]
    param(
        [Parameter(Mandatory)]
        [string] $Name
    )
    Get-CimInstance -ClassName Win32_Service -Filter "Name = '$Name'"
}
