function Get-ExoServicePrincipalList {
    <#
    .SYNOPSIS
        All service principals of Exchange, through the open session.
    #>
    [CmdletBinding()]
    param()
    Get-ServicePrincipal -ErrorAction Stop
}
