function Add-ExoServicePrincipal {
    <#
    .SYNOPSIS
        Makes the service principal in Exchange through the open session; one that appeared meanwhile is fine.
    .PARAMETER AppId
        The application.
    .PARAMETER ObjectId
        Object id of its enterprise application.
    .PARAMETER DisplayName
        Name to give.
    .OUTPUTS
        $true when it was made by this call.
    #>
    [CmdletBinding()]
    [OutputType([bool])]
    param(
        [Parameter(Mandatory)]
        [string] $AppId,

        [Parameter(Mandatory)]
        [string] $ObjectId,

        [Parameter(Mandatory)]
        [string] $DisplayName
    )
    try {
        $null = New-ServicePrincipal -AppId $AppId -ObjectId $ObjectId -DisplayName $DisplayName -ErrorAction Stop
        $true
    }
    catch {
        if ([string] $_.Exception.Message -notmatch 'already exist') { throw }
        $false
    }
}
