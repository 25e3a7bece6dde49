function Get-ServiceTemplate {
    <#
    .SYNOPSIS
        The service definition of a role, with places for values.
    .PARAMETER BundlePath
        Folder of the bundle.
    .PARAMETER Role
        elevated or connect.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $BundlePath,

        [Parameter(Mandatory)]
        [string] $Role
    )
    $folder = Join-Path (Join-Path $BundlePath 'install') 'services'
    [IO.File]::ReadAllText((Join-Path $folder "$Role.xml"))
}
