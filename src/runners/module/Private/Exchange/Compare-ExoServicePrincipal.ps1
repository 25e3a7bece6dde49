function Compare-ExoServicePrincipal {
    <#
    .SYNOPSIS
        Looks for the application among the service principals of Exchange.
    .DESCRIPTION
        The list is compared here: Get-ServicePrincipal -Identity answers an unknown identity with all of them.
    .PARAMETER All
        Answer of Get-ServicePrincipal.
    .PARAMETER AppId
        The application.
    .PARAMETER ObjectId
        Object id of its enterprise application.
    #>
    [CmdletBinding()]
    [OutputType([pscustomobject])]
    param(
        [Parameter(Mandatory)]
        [AllowEmptyCollection()]
        [object[]] $All,

        [Parameter(Mandatory)]
        [string] $AppId,

        [Parameter(Mandatory)]
        [string] $ObjectId
    )
    foreach ($entry in $All) {
        $entryApp = [string] (Get-ExoProperty -InputObject $entry -Name 'AppId')
        # ServiceId is what ObjectId was called before.
        $entryObject = [string] (Get-ExoProperty -InputObject $entry -Name @('ObjectId', 'ServiceId'))
        if ($entryApp -eq $AppId -and $entryObject -eq $ObjectId) { return New-ExoState -Found $entry }
        if ($entryApp -eq $AppId -or $entryObject -eq $ObjectId) {
            $text = "Exchange has a service principal with application $entryApp and object $entryObject, where object $ObjectId of application $AppId belongs."
            $advice = "If nobody needs the other entry, an administrator of the tenant removes it in Security & Compliance PowerShell (Connect-IPPSSession): Remove-ServicePrincipal -Identity $entryObject. Then Retry."
            throw (New-ExoFailure -Code 'service-principal-conflict' -Message $text -Advice $advice)
        }
    }
    New-ExoState -Reason "Exchange has no service principal of application $AppId."
}
