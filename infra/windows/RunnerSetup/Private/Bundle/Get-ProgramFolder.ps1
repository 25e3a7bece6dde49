function Get-ProgramFolder {
    <#
    .SYNOPSIS
        Folder of one version: a new bundle never overwrites the files of a running one.
    .PARAMETER BundlePath
        Folder of the bundle.
    .PARAMETER Sha256
        SHA-256 of its hashes.json.
    .PARAMETER ProgramRoot
        Folder for programs.
    #>
    [CmdletBinding()]
    [OutputType([string])]
    param(
        [Parameter(Mandatory)]
        [string] $BundlePath,

        [Parameter(Mandatory)]
        [string] $Sha256,

        [Parameter(Mandatory)]
        [string] $ProgramRoot
    )
    $manifest = [IO.File]::ReadAllText((Join-Path $BundlePath 'package.json')) | ConvertFrom-Json
    Join-Path $ProgramRoot "$($manifest.version)-$($Sha256.Substring(0, 8).ToLowerInvariant())"
}
