function Get-SystemProgram {
    <#
    .SYNOPSIS
        Full path of a program of Windows, so that none of the same name is found on the PATH.
    .PARAMETER Name
        E.g. sc.exe.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $Name
    )
    Join-Path (Join-Path $env:SystemRoot 'System32') $Name
}
