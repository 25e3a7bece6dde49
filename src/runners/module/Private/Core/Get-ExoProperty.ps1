function Get-ExoProperty {
    <#
    .SYNOPSIS
        The value of a property, or nothing where the object has no such property (Microsoft renames some).
    .PARAMETER InputObject
        The object.
    .PARAMETER Name
        Names to try, in this order.
    #>
    [CmdletBinding()]
    param(
        [Parameter(Mandatory)]
        [object] $InputObject,

        [Parameter(Mandatory)]
        [string[]] $Name
    )
    foreach ($candidate in $Name) {
        $property = $InputObject.PSObject.Properties[$candidate]
        if ($null -ne $property -and $null -ne $property.Value) { return $property.Value }
    }
}
